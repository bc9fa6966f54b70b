package io.firstspike.connectors.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.connectors.MalformedException;
import io.firstspike.engine.model.Provenance;
import io.firstspike.engine.network.Activity;
import io.firstspike.engine.network.Adaptation;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.network.Verdicts;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.apache.kafka.clients.producer.ProducerRecord;

class ModelUpdateFormatTest {

  private static final ModelManifest MANIFEST =
      new ModelManifest(
          "a/b%2F",
          "net@7",
          "name: net\n",
          new Provenance("FirstSpike", 1, "digits", 4, 3),
          new Progress(
              7,
              2,
              0,
              List.of(40L, 50L),
              new Verdicts(2, 1, 0),
              new Adaptation(2, 1, 3, 0.5, 0.25),
              new Activity(4, 500)),
          "0123",
          Map.of("S1", 30, "S3", 200));

  @Property(seed = "1")
  void rowsComeBackBitForBit(
      @ForAll @StringLength(min = 1, max = 20) @CharRange(from = '%', to = '9') String modelKey,
      @ForAll @StringLength(min = 1, max = 20) @CharRange(from = '%', to = '9') String layer,
      @ForAll @IntRange(max = 70_000) int map,
      @ForAll float[] weights)
      throws MalformedException {
    ModelRow row = new ModelRow(modelKey, layer, map, "net@7", weights);

    assertThat(ModelUpdateFormat.decode(onTopic(row))).usingRecursiveComparison().isEqualTo(row);
  }

  @Example
  void manifestsComeBack() throws MalformedException {
    assertThat(ModelUpdateFormat.decode(onTopic(MANIFEST))).isEqualTo(MANIFEST);
  }

  @Example
  void allRecordsOfAModelGoToOnePartitionUnderKeysThatDiffer() {
    ModelRow row = new ModelRow("a", "S3", 7, "net@7", new float[0]);
    ModelRow other = new ModelRow("a", "S3", 8, "net@7", new float[0]);
    ProducerRecord<byte[], byte[]> first = ModelUpdateFormat.encode("models", 5, row);
    ProducerRecord<byte[], byte[]> second = ModelUpdateFormat.encode("models", 5, other);

    assertThat(first.partition()).isEqualTo(second.partition()).isBetween(0, 4);
    assertThat(first.key()).asString().isEqualTo("a/S3/7");
    assertThat(second.key()).asString().isEqualTo("a/S3/8");
    assertThat(ModelUpdateFormat.encode("models", 1, MANIFEST).key())
        .asString()
        .isEqualTo("a%2Fb%252F");
  }

  @Property(seed = "1")
  void damagedRowsAreMalformedOrRows(@ForAll @IntRange(max = 30) int at, @ForAll byte value)
      throws MalformedException {
    ModelRow row = new ModelRow("a", "S3", 7, "net@7", new float[] {1, 2, 3, 4});
    Received good = onTopic(row);
    byte[] damaged = good.value().clone();
    damaged[at % damaged.length] = value;

    try {
      assertThat(ModelUpdateFormat.decode(received(good.key(), damaged)))
          .isInstanceOf(ModelRow.class);
    } catch (MalformedException e) {
      assertThat(e.where()).isEqualTo("model update");
    }
  }

  @Property(seed = "1")
  void anyBytesAreMalformed(@ForAll byte[] key, @ForAll byte[] value) {
    assertThatThrownBy(() -> ModelUpdateFormat.decode(received(key, value)))
        .isInstanceOf(MalformedException.class);
  }

  @Example
  void aCountThatDoesNotFitIsRefusedBeforeAnythingIsAllocated() {
    byte[] value = {1, 0, 1, 'v', 0x7f, -1, -1, -1, 0, 0, 0, 0};

    assertThatThrownBy(() -> ModelUpdateFormat.decode(received(key("a/S3/7"), value)))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("cannot be in 4 bytes");
  }

  @Example
  void aTombstoneIsMalformed() {
    assertThatThrownBy(() -> ModelUpdateFormat.decode(received(key("a"), null)))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("a key and a value");
  }

  private static Received onTopic(ModelUpdate update) {
    ProducerRecord<byte[], byte[]> record = ModelUpdateFormat.encode("models", 1, update);
    return received(record.key(), record.value());
  }

  private static byte[] key(String key) {
    return key.getBytes(StandardCharsets.UTF_8);
  }

  private static Received received(byte[] key, byte[] value) {
    return new Received(new Origin("models", 0, 0, 0), key, value, List.of());
  }
}
