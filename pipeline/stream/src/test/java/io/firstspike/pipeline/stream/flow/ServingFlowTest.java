package io.firstspike.pipeline.stream.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.topic.DeadLetter;
import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.ModelUpdate;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Decision;
import io.firstspike.pipeline.local.EmbeddedFlink;
import io.firstspike.pipeline.stream.model.ModelAssembler;
import io.firstspike.testkit.TrainedModels;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class ServingFlowTest {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static EmbeddedFlink flink;

  @BeforeAll
  static void start() throws Exception {
    flink = EmbeddedFlink.start(2, new Configuration());
  }

  @AfterAll
  static void stop() {
    flink.close();
  }

  private static void run(Consumer<StreamExecutionEnvironment> plan) throws Exception {
    Configuration job = new Configuration();
    job.set(CoreOptions.DEFAULT_PARALLELISM, 2);
    job.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(50));
    flink.submit(plan, job).getJobExecutionResult().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private static DataStream<Frame> frames(StreamExecutionEnvironment env) {
    return Digits.source(
        env,
        "frames",
        i -> Digits.labelledFrame("digits", i.intValue()),
        FlowTypes.FRAME,
        Frame::timestamp);
  }

  /** A learning flow and, in the same job, a flow that serves what it publishes. */
  @Test
  void servesTheModelsOfALearningFlow() throws Exception {
    run(
        env -> {
          DataStream<Frame> frames = frames(env);
          LearningResults learned =
              LearningFlow.builder("learn", TrainedModels.SPEC)
                  .learner(learner -> learner.publishWithin(Duration.ofMillis(200)))
                  .build()
                  .addTo(frames);
          ServingResults served =
              ServingFlow.builder("serve").build().addTo(frames, learned.modelUpdates());
          Collected.collect(learned.modelUpdates(), "serving-updates");
          Collected.collect(served.predictions(), "serving-predictions");
          Collected.collect(served.rejected(), "serving-rejected");
        });

    Map<String, Classifier> models = classifiers(Collected.of("serving-updates"));
    List<Prediction> predictions = Collected.of("serving-predictions");
    assertThat(Collected.<DeadLetter>of("serving-rejected")).isEmpty();
    assertThat(predictions).hasSize(Digits.COUNT);
    assertThat(predictions)
        .allSatisfy(
            prediction ->
                assertThat(prediction.label())
                    .isEqualTo(
                        label(
                            models.get(prediction.modelVersion()),
                            prediction.phase(),
                            Integer.parseInt(prediction.frameId().substring("digit-".length())))));
  }

  /** What the network of {@code classifier}, which there must be, decides on a digit. */
  private static Optional<String> label(Classifier classifier, String phase, int digit) {
    assertThat(classifier).isNotNull();
    if (!phase.equals(Prediction.DECISION)) {
      return Optional.empty();
    }
    Decision decision = classifier.classify(TrainedModels.DIGITS.image(digit));
    return decision.silent() ? Optional.empty() : Optional.of(classifier.name(decision));
  }

  /** A classifier for each version that has been published. */
  private static Map<String, Classifier> classifiers(List<ModelUpdate> updates)
      throws MalformedException {
    ModelAssembler assembler = new ModelAssembler();
    Map<String, Classifier> classifiers = new HashMap<>();
    for (ModelUpdate update : updates) {
      assembler
          .accept(update)
          .ifPresent(
              one -> classifiers.put(one.modelVersion(), new Classifier(one.model().network())));
    }
    return classifiers;
  }

  @Test
  void aModelFileServesEveryKey() throws Exception {
    Model model = TrainedModels.trained(40);
    run(
        env ->
            Collected.collect(
                ServingFlow.builder("serve")
                    .model(ModelFile.toBytes(model))
                    .build()
                    .addTo(frames(env))
                    .predictions(),
                "file-predictions"));

    List<Prediction> predictions = Collected.of("file-predictions");
    assertThat(predictions).hasSize(Digits.COUNT);
    Prediction one = predictions.get(123);
    assertThat(one.label())
        .isEqualTo(
            label(
                new Classifier(model.network()),
                one.phase(),
                Integer.parseInt(one.frameId().substring("digit-".length()))));
  }

  @Test
  void framesWhoseModelNeverCameAreRejectedAtTheEnd() throws Exception {
    run(
        env -> {
          DataStream<Frame> frames = frames(env);
          DataStream<ModelUpdate> none = frames.flatMap((frame, out) -> {}, FlowTypes.MODEL_UPDATE);
          ServingResults served = ServingFlow.builder("serve").build().addTo(frames, none);
          Collected.collect(served.rejected(), "modelless-rejected");
        });

    assertThat(Collected.<DeadLetter>of("modelless-rejected"))
        .hasSize(Digits.COUNT)
        .allSatisfy(
            letter ->
                assertThat(letter.reason())
                    .contains("no model \"digits\" came before the end of the stream"));
  }
}
