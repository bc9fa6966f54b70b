package io.firstspike.pipeline.stream.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.firstspike.connectors.admin.Topics;
import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.dataset.MnistSample;
import io.firstspike.connectors.event.format.EventFormat;
import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.FrameFormat;
import io.firstspike.connectors.topic.ModelKey;
import io.firstspike.connectors.topic.ModelUpdateFormat;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.connectors.topic.PredictionFormat;
import io.firstspike.connectors.topic.Received;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.connectors.topic.packet.EventPacket;
import io.firstspike.connectors.topic.packet.EventPacket.WindowEnd;
import io.firstspike.connectors.topic.packet.EventPacketFormat;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.spec.EventsSpec;
import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.spec.stepped.FramesSpec;
import io.firstspike.engine.stepped.network.ReadOut;
import io.firstspike.engine.stepped.network.SteppedDecision;
import io.firstspike.engine.stepped.network.SteppedNetwork;
import io.firstspike.engine.stepped.plan.TimeStep;
import io.firstspike.engine.stepped.stimulus.FrameCoding;
import io.firstspike.engine.stepped.stimulus.Raster;
import io.firstspike.pipeline.local.EmbeddedFlink;
import io.firstspike.pipeline.stream.learner.Order;
import io.firstspike.testkit.ModelPublication;
import io.firstspike.testkit.ShakenDigits;
import io.firstspike.testkit.TestBroker;
import io.firstspike.testkit.TopicReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Networks of neurons that fire many times, through the learning and the serving job and alone: the
 * same decisions.
 */
@Tag("slow")
class SteppedJobTest {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int STIMULI = 120;
  private static final int STEPS = 25;
  private static final Dataset DIGITS = MnistSample.train();

  @RegisterExtension static final TestBroker BROKER = new TestBroker();

  private static EmbeddedFlink flink;
  private static KafkaProducer<byte[], byte[]> producer;

  @BeforeAll
  static void start() throws Exception {
    flink = EmbeddedFlink.start(3, new Configuration());
    Properties large = BROKER.clientProperties();
    large.put("max.request.size", Topics.MAX_MODEL_BYTES);
    producer = new KafkaProducer<>(large, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @AfterAll
  static void stop() {
    producer.close();
    flink.close();
  }

  @ParameterizedTest
  @CsvSource({"1, CURRENT", "3, RATE"})
  void framesAreDecidedAsAlone(int parallelism, FramesSpec.As as) throws Exception {
    TopicNames topics = BROKER.topics("stepped-frames-" + parallelism + "-", 3);
    FramesSpec shown = new FramesSpec(as, STEPS, 0.2f, 3);
    List<Integer> dimensions = List.of(1, 28, 28);
    Model model = SteppedNetworks.deciding(new InputSpec(28, 28), dimensions, shown, STEPS);
    for (int i = 0; i < STIMULI; i++) {
      producer.send(
          FrameFormat.encodeRaw(
              topics.frames(),
              null,
              new Frame(ModelKey.DEFAULT, "f-" + i, DIGITS.image(i), Optional.empty(), i)));
    }
    FrameCoding coding = new FrameCoding(FrameCoding.Kind.valueOf(as.name()), STEPS, 0.2f, 3);
    requireDecided(
        topics,
        parallelism,
        model,
        dimensions,
        IntStream.range(0, STIMULI)
            .mapToObj(i -> coding.code(dimensions, intensities(DIGITS.image(i).samples())))
            .toList());
  }

  private static float[] intensities(byte[] samples) {
    float[] intensities = new float[samples.length];
    for (int i = 0; i < intensities.length; i++) {
      intensities[i] = (samples[i] & 0xff) / 255f;
    }
    return intensities;
  }

  @ParameterizedTest
  @CsvSource({"1", "3"})
  void windowsOfEventsAreDecidedAsAlone(int parallelism) throws Exception {
    TopicNames topics = TopicNames.EVENTS.withPrefix("stepped-events-" + parallelism + "-");
    Topics.ensure(BROKER.clientProperties(), topics, 3);
    int side = ShakenDigits.SIDE;
    InputSpec input = new InputSpec(side, side, new EventsSpec(325_000, 65));
    List<Integer> dimensions = List.of(2, side, side);
    Model model = SteppedNetworks.deciding(input, dimensions, null, 65);
    for (int i = 0; i < STIMULI; i++) {
      EventPacket packet =
          new EventPacket(
              ModelKey.DEFAULT,
              "r-" + i,
              Optional.of(EventFormat.AER40),
              Optional.empty(),
              ShakenDigits.recording(i, EventFormat.AER40),
              Optional.of(new WindowEnd("f-" + i, Optional.empty())),
              i);
      producer.send(EventPacketFormat.encode(topics.frames(), null, packet));
    }
    requireDecided(
        topics,
        parallelism,
        model,
        dimensions,
        IntStream.range(0, STIMULI)
            .mapToObj(i -> ShakenDigits.window(model.spec(), i).spikes())
            .map(slices -> Raster.of(dimensions, slices))
            .toList());
  }

  /** Requires that both jobs decide on what is in their topic as the graph alone. */
  private static void requireDecided(
      TopicNames topics,
      int parallelism,
      Model model,
      List<Integer> dimensions,
      List<Raster> stimuli)
      throws Exception {
    SteppedNetwork alone =
        SteppedNetwork.of(
            SteppedNetworks.graph(dimensions),
            new TimeStep(1),
            ReadOut.COUNT,
            NetworkLimit.DEFAULT);
    Map<String, String> expected = new TreeMap<>();
    List<SteppedDecision> decisions = alone.decide(stimuli, 1);
    for (int i = 0; i < STIMULI; i++) {
      SteppedDecision decision = decisions.get(i);
      expected.put(
          "f-" + i,
          decision.label() < 0
              ? said(Optional.empty(), 0)
              : said(Optional.of("" + decision.label()), decision.scores()[decision.label()]));
    }
    assertThat(expected.values().stream().distinct().count()).isGreaterThan(5);
    for (var update : ModelPublication.of(ModelKey.DEFAULT, "stepped@0", model)) {
      producer.send(ModelUpdateFormat.encode(topics.models(), 3, update));
    }
    producer.flush();

    LearningSettings learning =
        LearningSettings.builder(model.spec(), BROKER.clientProperties())
            .topics(topics)
            .groupId(topics.frames())
            .model(Optional.of(ModelFile.toBytes(model)))
            .order(Order.LIVE)
            .checkpointInterval(Duration.ofMillis(300))
            .parallelism(parallelism)
            .build();
    JobClient learner = flink.submit(learning::addTo);
    try (TopicReader reader = new TopicReader(BROKER.clientProperties(), topics.predictions())) {
      await().atMost(PATIENCE).until(() -> reader.read().size() == STIMULI);
      assertThat(said(reader)).isEqualTo(expected);
    } finally {
      learner.cancel().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    TopicNames served = topics.withPredictions(topics.predictions() + "-served");
    ServingSettings serving =
        ServingSettings.builder(BROKER.clientProperties())
            .topics(served)
            .groupId(served.predictions())
            .events(Optional.of(model.spec()).filter(spec -> spec.input().events() != null))
            .delivery(Delivery.EXACTLY_ONCE)
            .checkpointInterval(Duration.ofMillis(300))
            .modelWait(Duration.ofHours(1))
            .parallelism(parallelism)
            .build();
    Topics.ensure(BROKER.clientProperties(), served, 3);
    JobClient server = flink.submit(serving::addTo);
    try (TopicReader reader = new TopicReader(BROKER.clientProperties(), served.predictions())) {
      await().atMost(PATIENCE).until(() -> reader.read().size() == STIMULI);
      assertThat(said(reader)).isEqualTo(expected);
    } finally {
      server.cancel().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private static Map<String, String> said(TopicReader reader) throws Exception {
    Map<String, String> said = new TreeMap<>();
    for (Received record : reader.read()) {
      Prediction prediction = PredictionFormat.decode(record);
      said.put(prediction.frameId(), said(prediction.label(), prediction.potential()));
    }
    return said;
  }

  private static String said(Optional<String> label, double potential) {
    return label.orElse("silent") + " with " + potential;
  }
}
