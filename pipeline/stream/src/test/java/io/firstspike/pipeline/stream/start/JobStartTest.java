package io.firstspike.pipeline.stream.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.connectors.admin.Topics;
import io.firstspike.connectors.topic.ModelRow;
import io.firstspike.connectors.topic.ModelUpdate;
import io.firstspike.connectors.topic.ModelUpdateFormat;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.model.Provenance;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.stream.job.LearningSettings;
import io.firstspike.pipeline.stream.model.StartingModel;
import io.firstspike.pipeline.stream.serving.Versions;
import io.firstspike.testkit.TestBroker;
import io.firstspike.testkit.TrainedModels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class JobStartTest {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Model TRAINED = TrainedModels.trained(5);
  private static final Model FURTHER = TrainedModels.trained(9);
  private static final Model OTHER_NETWORK =
      TrainedModels.trained(
          NetworkSpec.load("mozafari-2019").withSchedule(Map.of("S1", 4L, "S2", 4L)), 8, 2);

  @RegisterExtension static final TestBroker BROKER = new TestBroker();

  @TempDir private Path folder;
  private TopicNames topics;

  @BeforeEach
  void createTopics(TestInfo test) {
    topics = TopicNames.DEFAULT.withPrefix(test.getTestMethod().orElseThrow().getName() + "-");
    Topics.ensure(BROKER.clientProperties(), topics, 2);
  }

  @Test
  void nothingIsSaidWhereNothingIs() {
    JobStart start = start(settings(), options());

    assertThat(start.notes()).isEmpty();
    assertThat(start.settings()).isEqualTo(settings());
  }

  @Test
  void eachKeyGoesOnFromItsLastModel() {
    publish(Versions.publication("default", TRAINED));
    publish(Versions.publication("b/c", TRAINED));
    publish(Versions.changes("default", TRAINED, FURTHER));

    JobStart start = start(settings(), options());

    assertThat(start.notes().get(0))
        .isEqualTo(
            "goes on from models firstspike-2026@65 of key b/c, firstspike-2026@69 of key default"
                + " on topic "
                + topics.models());
    assertThat(start.notes().get(1)).contains("may be learned twice", "--checkpoint-dir");
    Map<String, StartingModel> models = start.settings().starting().byKey();
    assertThat(models).containsOnlyKeys("default", "b/c");
    assertThat(models.get("default").series()).isEqualTo("firstspike-2026");
    assertThat(ModelFile.fromBytes("default", models.get("default").file()).fingerprint())
        .isEqualTo(FURTHER.fingerprint());
  }

  @Test
  void aPublicationThatWasCutShortDoesNotHideTheOneBefore() {
    publish(Versions.publication("default", TRAINED));
    List<ModelUpdate> cut = Versions.changes("default", TRAINED, FURTHER);
    publish(cut.subList(0, cut.size() - 1));

    StartingModel model = start(settings(), options()).settings().starting().byKey().get("default");

    assertThat(ModelFile.fromBytes("default", model.file()).fingerprint())
        .isEqualTo(TRAINED.fingerprint());
  }

  @Test
  void aModelWithoutItsRowsIsRefused() {
    List<ModelUpdate> all = Versions.publication("default", TRAINED);
    publish(all.subList(1, all.size()));

    assertRefused(settings(), options(), "model of key default", "not complete", "--start anew");
  }

  @Test
  void aStartAnewHasVersionsOfItsOwnAndSaysWhatItReplaces() {
    publish(Versions.publication("default", TRAINED));

    JobStart start = start(settings(), options(StartPolicy.ANEW));

    assertThat(start.settings().starting().byKey()).isEmpty();
    assertThat(start.settings().starting().series()).matches("firstspike-2026\\+\\d{8}T\\d{6}Z");
    assertThat(start.notes())
        .singleElement()
        .asString()
        .startsWith("starts from random weights (model firstspike-2026@65 of key default of topic")
        .endsWith("versions are called " + start.settings().starting().series() + "@...");
    assertThat(start.settings().mayPublish("firstspike-2026@65")).isFalse();
    assertThat(start.settings().mayPublish(start.settings().starting().series() + "@3")).isTrue();
  }

  @Test
  void aModelOfAnotherNetworkOrSeedIsRefused() {
    publish(Versions.publication("default", OTHER_NETWORK));
    assertRefused(
        settings(),
        options(),
        "mozafari-2019@10 of key default",
        "of network mozafari-2019, but this job is of network firstspike-2026, seed 1",
        "--topic-prefix",
        "--start anew");

    LearningSettings other =
        LearningSettings.builder(OTHER_NETWORK.spec(), BROKER.clientProperties())
            .topics(topics)
            .seed(2)
            .build();
    assertRefused(other, options(), "of seed 1, but this job is of network mozafari-2019, seed 2");
  }

  @Test
  void aModelFileBesideOtherModelsOfTheTopicNeedsAWord() {
    publish(Versions.publication("default", FURTHER));
    assertRefused(
        settings(TRAINED),
        options(),
        "firstspike-2026@69 of key default is on topic",
        "--model-in gives another one, firstspike-2026@65",
        "--start resume",
        "--start anew");

    assertThat(start(settings(FURTHER), options()).settings().starting().byKey())
        .as("the same one")
        .containsOnlyKeys("default");
    assertThat(start(settings(TRAINED), options(StartPolicy.RESUME)).settings().starting().byKey())
        .as("on the same feature layers")
        .containsOnlyKeys("default");
    JobStart anew = start(settings(TRAINED), options(StartPolicy.ANEW));
    assertThat(anew.notes().get(0)).startsWith("starts from the model given (");
    assertThat(anew.settings().starting().byKey()).isEmpty();
  }

  @Test
  void otherFrozenFeatureLayersThanTheModelFilesAreRefused() {
    float[][][] weights = TRAINED.network().weights().toArrays();
    weights[0][0][0] += 0.5f;
    Model other = new Model(TRAINED.spec(), TRAINED.provenance(), TRAINED.progress(), weights);
    publish(Versions.publication("default", other));

    assertRefused(
        settings(TRAINED), options(StartPolicy.RESUME), "on other feature layers than the model");
  }

  @Test
  void modelsThatAreTooLargeToTravelAreRefused() {
    List<ModelUpdate> all = Versions.publication("default", TRAINED);
    for (String modelKey : List.of("a", "b", "c", "d")) {
      publish(List.of(new ModelRow(modelKey, "S1", 0, "v", new float[1 << 17])));
      publish(Versions.publication(modelKey, TRAINED).subList(all.size() - 1, all.size()));
    }

    assertRefused(
        settings(),
        options(),
        "models firstspike-2026@65 of key a, firstspike-2026@65 of key b, firstspike-2026@65 of"
            + " key c and 1 more are on topic",
        "take 500 MiB",
        "64 MiB of models at most",
        "--checkpoint-dir");
    assertThat(start(settings(), options(StartPolicy.ANEW)).notes()).hasSize(1);
  }

  @Test
  void aResumeWithoutModelsIsRefused() {
    assertRefused(settings(), options(StartPolicy.RESUME), "--start resume: no model is on topic");
  }

  @Test
  void aGroupThatHasReadBeforeStartsUnderNewVersionNames() {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      consumer.commitSync(
          Map.of(new TopicPartition(topics.labels(), 1), new OffsetAndMetadata(17)));
    }

    JobStart start = start(settings(), options());

    assertThat(start.settings().starting().series()).startsWith("firstspike-2026+");
    assertThat(start.notes())
        .singleElement()
        .asString()
        .contains("starts from random weights (group", "has read from topics");
  }

  @Test
  void theFileThatFollowsIsNotLostToAnotherModel() throws Exception {
    Path file = folder.resolve("digits.fspk");
    ModelFile.write(file, TRAINED);

    assertRefused(
        settings(),
        options(file),
        "--model-out " + file + " holds model firstspike-2026@65",
        "starts from random weights",
        "--model-in " + file + " goes on from it");
    assertThat(start(settings(TRAINED), options(file)).notes()).isEmpty();

    publish(Versions.publication("default", FURTHER));
    assertThat(start(settings(), options(file)).notes()).as("of the same line").hasSize(2);
    ModelFile.write(file, TrainedModels.trained(12));
    assertRefused(settings(), options(file), "starts from another one, firstspike-2026@69");
    Provenance told = TRAINED.provenance();
    ModelFile.write(
        file,
        new Model(
            TRAINED.spec(),
            new Provenance(told.software(), told.seed(), "elsewhere", 60, 5),
            TRAINED.progress(),
            TRAINED.weights()));
    assertRefused(settings(), options(file), "starts from another one");

    Files.writeString(file, "my notes");
    assertRefused(settings(), options(file), "cannot be read as a model", "name another file");
    assertThat(file).hasContent("my notes");
  }

  @Test
  void theFileThatFollowsIsReadWithinTheUsersLimit() {
    Path file = folder.resolve("digits.fspk");
    ModelFile.write(file, TRAINED);
    StartOptions small =
        new StartOptions(
            Optional.empty(), Optional.of(file), "default", new NetworkLimit(100), PATIENCE);

    assertRefused(settings(TRAINED), small, "--model-out " + file, "--max-weights");
  }

  private LearningSettings settings() {
    return builder().build();
  }

  private LearningSettings settings(Model model) {
    return builder().model(Optional.of(ModelFile.toBytes(model))).build();
  }

  private LearningSettings.Builder builder() {
    return LearningSettings.builder(TrainedModels.SPEC, BROKER.clientProperties())
        .topics(topics)
        .groupId(topics.frames());
  }

  private static StartOptions options() {
    return new StartOptions(
        Optional.empty(), Optional.empty(), "default", NetworkLimit.DEFAULT, PATIENCE);
  }

  private static StartOptions options(StartPolicy policy) {
    return new StartOptions(
        Optional.of(policy), Optional.empty(), "default", NetworkLimit.DEFAULT, PATIENCE);
  }

  private static StartOptions options(Path modelOut) {
    return new StartOptions(
        Optional.empty(), Optional.of(modelOut), "default", NetworkLimit.DEFAULT, PATIENCE);
  }

  private static JobStart start(LearningSettings settings, StartOptions options) {
    return JobStart.withoutCheckpoint(settings, options);
  }

  private static void assertRefused(
      LearningSettings settings, StartOptions options, String... reasons) {
    assertThatThrownBy(() -> start(settings, options))
        .isInstanceOf(StartException.class)
        .hasMessageContainingAll(reasons);
  }

  private void publish(List<ModelUpdate> updates) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            BROKER.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
      updates.forEach(
          update -> producer.send(ModelUpdateFormat.encode(topics.models(), 2, update)));
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    var properties = BROKER.clientProperties();
    properties.setProperty("group.id", topics.frames());
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
