package io.firstspike.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.spec.NetworkSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests of model files with a valid checksum and false content. */
class HostileModelFileTest {

  private static final int HEADER_AT = 12;
  private static final Model MODEL = model();

  @TempDir private Path folder;

  private static Model model() {
    NetworkSpec spec =
        NetworkSpec.load("mozafari-2019").toBuilder().feature("S2", f -> f.maps(12)).build();
    return new Model(
        spec,
        new Provenance(Provenance.SOFTWARE, 7, "nothing", 0, 0),
        Progress.start(spec, 7),
        Network.fresh(spec, 7).weights().toArrays());
  }

  @Test
  void aHeaderThatIsLongerThanTheFileIsNotAllocated() {
    for (int length : new int[] {Integer.MAX_VALUE, -1, Integer.MIN_VALUE, 17 << 20}) {
      byte[] content = ModelFile.toBytes(MODEL);
      ByteBuffer.wrap(content).putInt(HEADER_AT, length);

      assertThatThrownBy(() -> ModelFile.fromBytes("m.fspk", signed(content)))
          .isInstanceOf(ModelFileException.class)
          .hasMessage(
              "model file m.fspk is inconsistent: its header is to have "
                  + length
                  + " bytes, which it cannot; train it again");
    }
  }

  @Test
  void weightsThatAreNotThereAreNotAllocated() {
    NetworkSpec wide = MODEL.spec().toBuilder().feature("S2", f -> f.maps(3000)).build();
    byte[] content = withHeader(header -> header.put("spec", wide.toYaml()));

    assertThatThrownBy(() -> ModelFile.fromBytes("m.fspk", content))
        .isInstanceOf(ModelFileException.class)
        .hasMessageMatching(
            "model file m.fspk is inconsistent: its network has [0-9]+ bytes of weights, the file"
                + " [0-9]+; train it again");
  }

  @Test
  void aNetworkAboveTheLimitIsRefusedWithTheRemedy() {
    byte[] content = ModelFile.toBytes(MODEL);

    assertThatThrownBy(() -> ModelFile.fromBytes("m.fspk", content, new NetworkLimit(60_000)))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("weights in all, more than the limit of 60,000")
        .hasMessageContaining("--max-weights");
    assertThat(ModelFile.fromBytes("m", content, NetworkLimit.of(MODEL.spec())).fingerprint())
        .isEqualTo(MODEL.fingerprint());
  }

  @Test
  void aFileLongerThanTheLimitAllowsIsNotRead() throws IOException {
    Path file = folder.resolve("m.fspk");
    Files.write(file, new byte[(16 << 20) + 4 * 10 + 1]);

    assertThatThrownBy(() -> ModelFile.read(file, new NetworkLimit(10)))
        .isInstanceOf(ModelFileException.class)
        .hasMessage(
            "model file "
                + file
                + " has more than 16,777,256 bytes, and a model of at most 10 weights has no more:"
                + " it is none, or raise the limit (--max-weights)");
  }

  @Test
  void whatNoLearnerEverWritesIsRefused() {
    byte[] content = ModelFile.toBytes(MODEL);
    ByteBuffer.wrap(content).putFloat(content.length - 36, Float.NaN);
    assertThatThrownBy(() -> ModelFile.fromBytes("m", signed(content)))
        .hasMessage("model file m is inconsistent: a weight is no finite number; train it again");
    assertRefused(header -> header.remove("progress"), "its progress or provenance lacks a field");
    assertRefused(
        header -> header.remove("provenance"), "its progress or provenance lacks a field");
    assertRefused(header -> header.remove("spec"), "its header names no network");
    assertRefused(
        header -> header.put("progress", 3), "field progress of its header cannot be read");
    assertRefused(
        header -> ((ObjectNode) header.get("provenance")).put("seed", "x"),
        "field provenance.seed of its header cannot be read");
    assertRefused(header -> header.put("a\u001b[2Jb", 3), "its header cannot be read");
    assertRefused(
        header -> {
          ObjectNode progress = (ObjectNode) header.get("progress");
          progress.put("stage", 9);
          progress
              .putArray("frozenAfter")
              .add(1)
              .add(1)
              .add(1)
              .add(1)
              .add(1)
              .add(1)
              .add(1)
              .add(1)
              .add(1);
        },
        "stage 9 is none of network mozafari-2019");
  }

  private static void assertRefused(Consumer<ObjectNode> change, String why) {
    byte[] content = withHeader(change);
    assertThatThrownBy(() -> ModelFile.fromBytes("m", content))
        .isInstanceOf(ModelFileException.class)
        .hasMessage("model file m is inconsistent: " + why + "; train it again");
  }

  private static byte[] withHeader(Consumer<ObjectNode> change) {
    byte[] content = ModelFile.toBytes(MODEL);
    int length = ByteBuffer.wrap(content).getInt(HEADER_AT);
    int end = HEADER_AT + Integer.BYTES + length;
    try {
      ObjectNode header =
          (ObjectNode)
              new ObjectMapper()
                  .readTree(Arrays.copyOfRange(content, HEADER_AT + Integer.BYTES, end));
      change.accept(header);
      byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
      return signed(
          ByteBuffer.allocate(content.length - length + json.length)
              .put(content, 0, HEADER_AT)
              .putInt(json.length)
              .put(json)
              .put(content, end, content.length - end)
              .array());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static byte[] signed(byte[] content) {
    var digest = Model.sha256();
    digest.update(content, 0, content.length - 32);
    System.arraycopy(digest.digest(), 0, content, content.length - 32, 32);
    return content;
  }
}
