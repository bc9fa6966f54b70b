package io.firstspike.pipeline.stream.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.connectors.topic.Counter;
import io.firstspike.connectors.topic.DeadLetter;
import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.Metrics;
import io.firstspike.connectors.topic.ModelUpdate;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.pipeline.local.EmbeddedFlink;
import io.firstspike.pipeline.stream.learner.Order;
import io.firstspike.testkit.PlainStream;
import io.firstspike.testkit.TrainedModels;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Flows on streams from memory, and the engine alone: one result, bit for bit. */
@Tag("slow")
class LearningFlowTest {

  private static final NetworkSpec SPEC = TrainedModels.SPEC;
  private static final long SEED = 7;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final AtomicInteger FAILURES = new AtomicInteger();

  private static EmbeddedFlink flink;

  @BeforeAll
  static void start() throws Exception {
    flink = EmbeddedFlink.start(2, new Configuration());
  }

  @AfterAll
  static void stop() {
    flink.close();
  }

  /** Runs a job to its end. */
  private static void run(int parallelism, Consumer<StreamExecutionEnvironment> plan)
      throws Exception {
    Configuration job = new Configuration();
    job.set(CoreOptions.DEFAULT_PARALLELISM, parallelism);
    job.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(50));
    job.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    job.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1);
    job.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ZERO);
    job.set(PipelineOptions.GENERIC_TYPES, false);
    job.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    flink.submit(plan, job).getJobExecutionResult().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private static LearningFlow flow(String name, NetworkSpec spec, long seed, Order order) {
    return LearningFlow.builder(name, spec)
        .seed(seed)
        .learner(learner -> learner.order(order))
        .build();
  }

  private static void collect(String name, LearningResults results) {
    Collected.collect(results.predictions(), name + "-predictions");
    Collected.collect(results.metrics(), name + "-metrics");
    Collected.collect(results.modelUpdates(), name + "-updates");
    Collected.collect(results.rejected(), name + "-rejected");
  }

  private static void assertPlain(String name, PlainStream plain) {
    assertThat(Digits.said(Collected.of(name + "-predictions"))).isEqualTo(plain.said());
    assertThat(Digits.lastFingerprint(Collected.of(name + "-updates")))
        .isEqualTo(plain.fingerprint());
    assertThat(Collected.of(name + "-rejected")).isEmpty();
  }

  /** Fails, once, at a frame behind which several checkpoints lie. */
  private static DataStream<Frame> failingOnce(DataStream<Frame> frames) {
    return frames
        .map(
            frame -> {
              if (frame.frameId().equals("digit-350") && FAILURES.getAndIncrement() == 0) {
                throw new IllegalStateException("as the test wants it");
              }
              return frame;
            })
        .returns(FlowTypes.FRAME)
        .uid("failing-once")
        .setParallelism(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void resultsAreThoseOfThePlainLoopWhateverFails(int parallelism) throws Exception {
    FAILURES.set(0);
    String name = "replay-" + parallelism;
    run(
        parallelism,
        env ->
            collect(
                name,
                flow("digits", SPEC, SEED, Order.REPLAY)
                    .addTo(
                        failingOnce(Digits.frames(env, "frames")), Digits.labels(env, "labels"))));

    assertThat(FAILURES).hasValueGreaterThan(1);
    assertPlain(name, Digits.plain(SPEC, SEED));
    List<Metrics> metrics = Collected.of(name + "-metrics");
    assertThat(metrics.get(metrics.size() - 1).totals().of(Counter.LABELS_LEARNED))
        .isEqualTo(Digits.COUNT - TrainedModels.FEATURE_FRAMES);
  }

  @Test
  void twoFlowsLearnInOneJob() throws Exception {
    NetworkSpec other = NetworkSpec.load("mozafari-2019").withSchedule(Map.of("S1", 4L, "S2", 4L));
    run(
        2,
        env -> {
          DataStream<Frame> frames = Digits.frames(env, "frames");
          var labels = Digits.labels(env, "labels");
          collect("one", flow("one", SPEC, SEED, Order.REPLAY).addTo(frames, labels));
          collect("two", flow("two", other, SEED, Order.REPLAY).addTo(frames, labels));
        });

    assertPlain("one", Digits.plain(SPEC, SEED));
    assertPlain("two", Digits.plain(other, SEED));
  }

  /** Labels that travel with their frames count at once, also in live order. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void labelsMayTravelWithFrames(int parallelism) throws Exception {
    String name = "live-" + parallelism;
    run(
        parallelism,
        env ->
            collect(
                name,
                flow("digits", SPEC, SEED, Order.LIVE)
                    .addTo(
                        Digits.source(
                            env,
                            "frames",
                            i -> Digits.labelledFrame("digits", i.intValue()),
                            FlowTypes.FRAME,
                            Frame::timestamp))));

    PlainStream plain = new PlainStream(SPEC, SEED, TrainedModels.DIGITS);
    for (int i = 0; i < Digits.COUNT; i++) {
      plain.frame(i);
      plain.label(i);
    }
    assertPlain(name, plain);
  }

  @Test
  void aFlowGoesOnFromAModelFile() throws Exception {
    Model model = TrainedModels.trained(40);
    run(
        1,
        env ->
            collect(
                "going-on",
                LearningFlow.builder("digits", SPEC)
                    .model(ModelFile.toBytes(model))
                    .learner(learner -> learner.order(Order.REPLAY))
                    .build()
                    .addTo(Digits.frames(env, "frames"), Digits.labels(env, "labels"))));

    List<Prediction> predictions = Collected.of("going-on-predictions");
    assertThat(predictions).hasSize(Digits.COUNT);
    assertThat(predictions.get(0).modelVersion())
        .isEqualTo(SPEC.name() + "@" + (TrainedModels.FEATURE_FRAMES + 40));
  }

  @Test
  void whatDoesNotFitIsRejectedAlone() throws Exception {
    run(
        2,
        env ->
            collect(
                "misfit",
                flow("digits", SPEC, SEED, Order.REPLAY)
                    .addTo(
                        Digits.source(
                            env,
                            "frames",
                            i -> misfitting(i.intValue()),
                            FlowTypes.FRAME,
                            frame -> Math.max(0, frame.timestamp())))));

    List<DeadLetter> rejected = Collected.of("misfit-rejected");
    assertThat(rejected)
        .extracting(letter -> letter.frameId().orElseThrow())
        .containsExactlyInAnyOrder("tiny", "before-1970", "mute");
    assertThat(rejected)
        .extracting(DeadLetter::reason)
        .anySatisfy(reason -> assertThat(reason).contains("1x2 grey", "28x28"))
        .anySatisfy(reason -> assertThat(reason).contains("at least 0 ms since 1970, not -1"))
        .anySatisfy(reason -> assertThat(reason).contains("holds nothing that can be seen"));
    assertThat(Collected.<Prediction>of("misfit-predictions"))
        .hasSize(Digits.COUNT - 3)
        .extracting(Prediction::frameId)
        .doesNotHaveDuplicates();
    assertThat(Collected.<ModelUpdate>of("misfit-updates")).isNotEmpty();
  }

  private static Frame misfitting(int index) {
    Frame fits = Digits.labelledFrame("digits", index);
    return switch (index) {
      case 10 ->
          new Frame(
              "digits", "tiny", Image.grey(1, 2, new byte[2]), Optional.empty(), fits.timestamp());
      case 20 -> new Frame("digits", "before-1970", fits.image(), Optional.empty(), -1);
      case 30 -> new Frame("digits", "mute", fits.image(), Optional.of(" "), fits.timestamp());
      default -> fits;
    };
  }
}
