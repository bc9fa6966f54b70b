package io.firstspike.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.spec.NetworkSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFileTest {

  private static final Model MODEL = model();
  private static final byte[] BYTES = ModelFile.toBytes(MODEL);

  private static Model model() {
    NetworkSpec spec =
        NetworkSpec.load("mozafari-2019").toBuilder()
            .feature("S2", f -> f.maps(12))
            .decision(d -> d.neuronsPerLabel(1))
            .build();
    return new Model(
        spec,
        new Provenance(Provenance.SOFTWARE, 7, "nothing", 0, 0),
        Progress.start(spec, 7),
        Network.fresh(spec, 7).weights().toArrays());
  }

  @Test
  void aModelComesBackWhole(@TempDir Path folder) {
    Path file = folder.resolve("sub/model.fspk");

    ModelFile.write(file, MODEL);
    Model read = ModelFile.read(file);

    assertThat(read.spec()).isEqualTo(MODEL.spec());
    assertThat(read.provenance()).isEqualTo(MODEL.provenance());
    assertThat(read.progress()).isEqualTo(MODEL.progress());
    assertThat(read.fingerprint()).isEqualTo(MODEL.fingerprint());
    assertThat(read.weights()).isDeepEqualTo(MODEL.weights());
  }

  @Test
  void theCommandsThatMadeAModelComeBack() {
    TrainingRun run = new TrainingRun(List.of("train", "--seed", "7"), "/digits", "00ff", 60_000);
    Provenance provenance = MODEL.provenance().after(List.of(run), run);
    Model trained = new Model(MODEL.spec(), provenance, MODEL.progress(), MODEL.weights());

    Model read = ModelFile.fromBytes("m.fspk", ModelFile.toBytes(trained));

    assertThat(read.provenance()).isEqualTo(provenance);
    assertThat(read.provenance().runs()).containsExactly(run, run);
  }

  /** The first published version of the format, in a file that was written at that time. */
  @Test
  void aFileOfVersionThreeIsRead() throws IOException {
    try (InputStream in = ModelFileTest.class.getResourceAsStream("version-3.fspk")) {
      byte[] content = in.readAllBytes();
      Model read = ModelFile.fromBytes("version-3.fspk", content);

      assertThat(content[11]).isEqualTo((byte) 3);
      assertThat(read.spec().name()).isEqualTo("small");
      assertThat(read.provenance().labelsLearned()).isEqualTo(40);
      assertThat(read.provenance().runs()).isEmpty();
      assertThat(read.fingerprint())
          .isEqualTo("3efd49d58e8698fe8bbf7a95eed6efdc3aa24b57b3f882bd4509adc94f741339");
    }
  }

  @Test
  void equalModelsAreEqualFiles() {
    assertThat(ModelFile.toBytes(model())).isEqualTo(BYTES);
  }

  @Property(tries = 100, seed = "1")
  void anyDamagedByteIsNoticed(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] damaged = BYTES.clone();
    damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));

    assertThatThrownBy(() -> ModelFile.fromBytes("m.fspk", damaged))
        .isInstanceOf(ModelFileException.class)
        .hasMessageStartingWith("model file m.fspk ");
  }

  @Test
  void aTruncatedFileIsDamaged() {
    byte[] half = java.util.Arrays.copyOf(BYTES, BYTES.length / 2);

    assertThatThrownBy(() -> ModelFile.fromBytes("m.fspk", half))
        .hasMessage("model file m.fspk is damaged: its checksum does not match; copy it again");
  }

  @Test
  void aLaterVersionIsNamed() {
    byte[] later = BYTES.clone();
    later[11] = 9;

    assertThatThrownBy(() -> ModelFile.fromBytes("m.fspk", later))
        .hasMessage(
            "model file m.fspk has format version 9; this program reads 3 to 4: use the FirstSpike that"
                + " wrote it");
  }

  @Test
  void aMissingFileAndAnyOtherFileAreNamed(@TempDir Path folder) throws IOException {
    Path text = Files.writeString(folder.resolve("notes.txt"), "to whom it may concern".repeat(9));

    assertThatThrownBy(() -> ModelFile.read(folder.resolve("none")))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("does not exist");
    assertThatThrownBy(() -> ModelFile.read(text))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("is no FirstSpike model");
  }
}
