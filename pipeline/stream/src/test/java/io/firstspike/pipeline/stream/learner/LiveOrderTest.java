package io.firstspike.pipeline.stream.learner;

import static io.firstspike.pipeline.stream.learner.Digits.FEATURE_FRAMES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.topic.Counter;
import io.firstspike.connectors.topic.Counts;
import io.firstspike.connectors.topic.DeadLetter;
import io.firstspike.connectors.topic.Metrics;
import io.firstspike.connectors.topic.ModelRow;
import io.firstspike.connectors.topic.ModelUpdate;
import io.firstspike.connectors.topic.ModelUpdateFormat;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.connectors.topic.Received;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Network;
import io.firstspike.pipeline.stream.model.FollowedModel;
import io.firstspike.pipeline.stream.model.ModelAssembler;
import io.firstspike.pipeline.stream.value.EncodedFrame;
import io.firstspike.testkit.PlainStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LiveOrderTest {

  private LearnerHarness learner;

  @BeforeEach
  void open() throws Exception {
    learner = LearnerHarness.open(Order.LIVE);
  }

  @AfterEach
  void close() {
    learner.close();
  }

  @Test
  void framesShapeTheFeatureLayersInTurnAndThenAreDecidedOn() throws Exception {
    learner.frames(0, FEATURE_FRAMES + 2);

    assertThat(learner.predictions())
        .extracting(Prediction::phase)
        .containsExactly("S1", "S1", "S1", "S1", "S2", "S2", "S2", "S2", "decision", "decision");
    assertThat(learner.predictions().subList(0, FEATURE_FRAMES)).allMatch(Prediction::silent);
    assertThat(learner.predictions())
        .extracting(Prediction::frameId)
        .containsExactlyElementsOf(
            IntStream.range(0, FEATURE_FRAMES + 2).mapToObj(Digits::id).toList());
    assertThat(learner.predictions().get(3).modelVersion()).isEqualTo("mozafari-2019@3");
  }

  @Test
  void delayedLabelsTeachWhatThePlainLoopTeaches() throws Exception {
    int count = 30;
    int delay = 5;
    for (int i = 0; i < count + delay; i++) {
      if (i < count) {
        learner.frame(i);
      }
      if (i >= delay) {
        learner.label(i - delay);
      }
    }
    learner.clock(5_001);

    assertThat(learner.publishedFingerprint()).isEqualTo(Digits.plain(count, delay));
    Counts totals = learner.metrics().totals();
    assertThat(totals.of(Counter.LABELS_LEARNED)).isEqualTo(count - FEATURE_FRAMES);
    assertThat(totals.of(Counter.LABELS_SKIPPED)).isEqualTo(FEATURE_FRAMES);
    assertThat(totals.of(Counter.CORRECT) + totals.of(Counter.WRONG))
        .isEqualTo(count - FEATURE_FRAMES);
    assertThat(totals.of(Counter.TRACES_WAITING)).isZero();
    assertThat(learner.deadLetters()).isEmpty();
  }

  @Test
  void aLabelThatComesBeforeItsFrameWaitsForIt() throws Exception {
    PlainStream loop = Digits.plain(Digits.SPEC);
    for (int i = 0; i < 20; i++) {
      learner.label(i);
      learner.frame(i);
      loop.frame(i);
      loop.label(i);
    }
    learner.clock(5_001);

    assertThat(learner.publishedFingerprint()).isEqualTo(loop.fingerprint());
    assertThat(learner.metrics().totals().of(Counter.LABELS_WAITING)).isZero();
    assertThat(learner.deadLetters()).isEmpty();
  }

  @Test
  void aLabelInTheFrameTeachesAtOnce() throws Exception {
    PlainStream loop = Digits.plain(Digits.SPEC);
    for (int i = 0; i < 20; i++) {
      learner.frame(Digits.labelledFrame(i));
      loop.frame(i);
      loop.label(i);
    }
    learner.clock(5_001);

    assertThat(learner.publishedFingerprint()).isEqualTo(loop.fingerprint());
    assertThat(learner.metrics().totals().of(Counter.TRACES_WAITING)).isZero();
  }

  @Test
  void aSecondLabelIsADeadLetter() throws Exception {
    learner.frames(0, FEATURE_FRAMES + 1);
    learner.label(FEATURE_FRAMES);
    learner.label(FEATURE_FRAMES);
    learner.label(100);
    learner.label(100);

    assertThat(learner.deadLetters())
        .extracting(DeadLetter::where, DeadLetter::reason)
        .containsExactly(
            tuple("label", "frame \"digit-8\" already has its label"),
            tuple("label", "frame \"digit-100\" already has its label"));
    learner.clock(1_000);
    assertThat(learner.metrics().totals().of(Counter.LABELS_REPEATED)).isEqualTo(2);
  }

  @Test
  void aFrameIdThatCameBeforeIsADeadLetterWhetherLabelledOrNot() throws Exception {
    learner.frame(0);
    learner.frame(0);
    learner.label(0);
    learner.frame(0);

    assertThat(learner.predictions()).hasSize(1);
    assertThat(learner.deadLetters())
        .hasSize(2)
        .allSatisfy(
            letter -> {
              assertThat(letter.where()).isEqualTo("frame");
              assertThat(letter.reason()).isEqualTo("frame id \"digit-0\" was already seen");
              assertThat(letter.payload().value()).asString().isEqualTo("frames 0");
            });
    learner.clock(1_000);
    assertThat(learner.metrics().totals().of(Counter.FRAMES_REPEATED)).isEqualTo(2);
  }

  @Test
  void aLabelWhoseFrameNeverComesExpiresWithItsBytes() throws Exception {
    learner.label(3);
    learner.clock(LearnerHarness.TIME_TO_LIVE);
    assertThat(learner.deadLetters()).isEmpty();

    learner.clock(LearnerHarness.TIME_TO_LIVE + 2_000);

    assertThat(learner.deadLetters()).hasSize(1);
    DeadLetter letter = learner.deadLetters().get(0);
    assertThat(letter.reason()).isEqualTo("no frame with id \"digit-3\" came within 10 s");
    assertThat(letter.payload().value()).asString().isEqualTo("labels 3");
    learner.clock(LearnerHarness.TIME_TO_LIVE + 4_000);
    assertThat(learner.metrics().totals().of(Counter.EXPIRED)).isEqualTo(1);
    assertThat(learner.metrics().totals().of(Counter.LABELS_WITHOUT_FRAME)).isEqualTo(1);
    assertThat(learner.metrics().totals().of(Counter.LABELS_WAITING)).isZero();
  }

  @Test
  void aTraceWhoseLabelNeverComesExpiresAndIsCounted() throws Exception {
    learner.frames(0, FEATURE_FRAMES + 3);
    learner.clock(LearnerHarness.TIME_TO_LIVE + 4_000);
    learner.clock(LearnerHarness.TIME_TO_LIVE + 6_000);

    Counts totals = learner.metrics().totals();
    assertThat(totals.of(Counter.EXPIRED)).isEqualTo(FEATURE_FRAMES + 3);
    assertThat(totals.of(Counter.TRACES_WAITING)).isZero();
    assertThat(learner.deadLetters()).isEmpty();

    learner.label(FEATURE_FRAMES);
    learner.clock(LearnerHarness.TIME_TO_LIVE + 8_000);
    assertThat(learner.metrics().totals().of(Counter.LABELS_WAITING)).isEqualTo(1);
  }

  @Test
  void aLabelWaitsAsLongAsFramesAreUnreadThatWereThereInItsTime() throws Exception {
    learner.frames(0, FEATURE_FRAMES);
    learner.label(FEATURE_FRAMES);
    learner.labelsRead(100_000);
    learner.wallClock(100_000);
    learner.framesRead(LearnerHarness.TIME_TO_LIVE - 1);
    learner.wallClock(200_000);
    learner.frame(FEATURE_FRAMES);
    learner.clock(300_000);

    assertThat(learner.deadLetters()).isEmpty();
    assertThat(learner.metrics().totals().of(Counter.LABELS_LEARNED)).isEqualTo(1);
    assertThat(learner.metrics().totals().of(Counter.LABELS_WAITING)).isZero();
  }

  @Test
  void aLabelThatWaitedForUnreadFramesExpiresOnceTheyAreRead() throws Exception {
    learner.label(3);
    learner.wallClock(100_000);
    learner.framesRead(100_000);
    learner.wallClock(100_000 + LearnerHarness.TIME_TO_LIVE);
    assertThat(learner.deadLetters()).isEmpty();

    learner.wallClock(102_000 + LearnerHarness.TIME_TO_LIVE);
    learner.wallClock(104_000 + LearnerHarness.TIME_TO_LIVE);

    assertThat(learner.deadLetters()).hasSize(1);
    assertThat(learner.metrics().totals().of(Counter.LABELS_WITHOUT_FRAME)).isEqualTo(1);
  }

  @Test
  void aReaderThatIsAMomentBehindDelaysForgettingByAMoment() throws Exception {
    learner.label(3);
    for (long now = 1_000; now <= LearnerHarness.TIME_TO_LIVE + 4_000; now += 1_000) {
      learner.framesRead(now - 1_500);
      learner.wallClock(now);
    }

    assertThat(learner.deadLetters()).hasSize(1);
  }

  @Test
  void aTraceWaitsAsLongAsLabelsAreUnreadAndNotForFrames() throws Exception {
    learner.frames(0, FEATURE_FRAMES + 2);
    learner.wallClock(100_000);
    learner.label(FEATURE_FRAMES);
    learner.labelsRead(100_000);
    learner.wallClock(120_000);
    learner.wallClock(122_000);

    Counts totals = learner.metrics().totals();
    assertThat(totals.of(Counter.LABELS_LEARNED)).isEqualTo(1);
    assertThat(totals.of(Counter.EXPIRED)).isEqualTo(FEATURE_FRAMES + 1);
    assertThat(totals.of(Counter.TRACES_WAITING)).isZero();
  }

  @Test
  void whatWaitsOutlivesARestartThatTakesLongerThanItsTimeToLive() throws Exception {
    learner.frames(0, FEATURE_FRAMES + 1);
    learner.clock(1_000);
    OperatorSubtaskState state = learner.snapshot();
    try (LearnerHarness after =
        LearnerHarness.restore(Order.LIVE, Digits.SEED, new HashMapStateBackend(), state)) {
      after.wallClock(500_000);
      after.label(FEATURE_FRAMES);
      after.clock(501_000);

      assertThat(after.metrics().totals().of(Counter.LABELS_LEARNED)).isEqualTo(1);
      assertThat(after.metrics().totals().of(Counter.EXPIRED)).isZero();
    }
  }

  @Test
  void noMoreLabelsWaitThanMay() throws Exception {
    try (LearnerHarness few = LearnerHarness.openForFewLabels(Order.LIVE, 2)) {
      for (int i = 0; i < 4; i++) {
        few.label(i);
      }
      few.frame(0);
      few.label(4);
      few.clock(1_000);

      assertThat(few.deadLetters())
          .extracting(DeadLetter::reason)
          .containsExactly(noRoom(2), noRoom(3));
      assertThat(few.metrics().totals().of(Counter.LABELS_WAITING)).isEqualTo(2);
      assertThat(few.metrics().totals().of(Counter.LABELS_WITHOUT_FRAME)).isEqualTo(2);
    }
  }

  private static String noRoom(int index) {
    return "no frame with id \""
        + Digits.id(index)
        + "\" has come, and no room is left to wait for it: 2 labels of this model key wait already"
        + " (option --max-waiting-labels, or maxWaitingLabels of the learner's settings)";
  }

  @Test
  void metricsComeWithinASecondOfAChangeAndOnlyThen() throws Exception {
    learner.frames(0, 3);
    assertThat(learner.allMetrics()).isEmpty();

    learner.clock(1_000);
    assertThat(learner.allMetrics()).hasSize(1);
    assertThat(learner.metrics().windowFrames()).isEqualTo(3);
    assertThat(learner.metrics().phase()).isEqualTo("S1");
    assertThat(learner.metrics().prequentialAccuracy()).isNull();
    assertThat(learner.metrics().totals().of(Counter.FRAMES_IN)).isEqualTo(3);

    learner.clock(4_000);
    assertThat(learner.allMetrics()).hasSize(1);
  }

  @Test
  void theConfusionMatrixHoldsEveryJudgedFrame() throws Exception {
    for (int i = 0; i < 40; i++) {
      learner.frame(Digits.labelledFrame(i));
    }
    learner.clock(1_000);

    Metrics metrics = learner.metrics();
    long[] rows = new long[10];
    for (int i = FEATURE_FRAMES; i < 40; i++) {
      rows[Digits.label(i)]++;
    }
    for (int label = 0; label < 10; label++) {
      assertThat(Arrays.stream(metrics.confusion()[label]).sum()).isEqualTo(rows[label]);
    }
    long diagonal = IntStream.range(0, 10).mapToLong(i -> metrics.confusion()[i][i]).sum();
    assertThat(metrics.totals().of(Counter.CORRECT)).isEqualTo(diagonal);
    assertThat(metrics.prequentialAccuracy()).isEqualTo(diagonal / 32.0);
    assertThat(metrics.latencyMillis()).isNotNull();
  }

  @Test
  void theEndOfAStageIsPublishedWithAllRowsAndLaterOnlyWhatChanged() throws Exception {
    learner.frames(0, 4);
    List<ModelUpdate> first = learner.modelUpdates();
    assertThat(first).hasSize(30 + 250 + 200 + 1);

    learner.frames(4, 8);
    List<ModelUpdate> second = learner.modelUpdates().subList(481, learner.modelUpdates().size());
    assertThat(second.stream().filter(ModelRow.class::isInstance))
        .isNotEmpty()
        .allMatch(update -> ((ModelRow) update).layer().equals("S2"));
    assertThat(learner.manifests()).hasSize(2);
    assertThat(learner.manifests().get(1).modelVersion()).isEqualTo("mozafari-2019@8");
    assertThat(learner.manifests().get(1).provenance().framesLearned()).isEqualTo(8);
  }

  @Test
  void theModelsTopicMakesTheLearnersModel() throws Exception {
    for (int i = 0; i < 20; i++) {
      learner.frame(Digits.labelledFrame(i));
    }
    learner.clock(5_001);

    ModelAssembler assembler = new ModelAssembler();
    FollowedModel last = null;
    int models = 0;
    for (ModelUpdate update : learner.modelUpdates()) {
      Optional<FollowedModel> model = assembler.accept(onTopic(update));
      if (model.isPresent()) {
        models++;
        last = model.get();
      }
    }

    assertThat(models).isEqualTo(3);
    assertThat(last.model().fingerprint()).isEqualTo(learner.publishedFingerprint());
    assertThat(last.modelKey()).isEqualTo(Digits.KEY);
    assertThat(last.model().progress().labels()).isEqualTo(20 - FEATURE_FRAMES);
    Network network = last.model().network();
    Classifier classifier = new Classifier(network);
    Prediction next = prediction(20);
    assertThat(classifier.name(classifier.decide(classifier.evidence(Digits.volley(20)))))
        .isEqualTo(next.label().orElse("silent"));
  }

  private Prediction prediction(int index) throws Exception {
    learner.frame(index);
    List<Prediction> all = learner.predictions();
    return all.get(all.size() - 1);
  }

  private static Received onTopic(ModelUpdate update) throws MalformedException {
    var record = ModelUpdateFormat.encode("models", 3, update);
    assertThat(record.partition()).isEqualTo(ModelUpdateFormat.partition(Digits.KEY, 3));
    return Received.of(
        new ConsumerRecord<>("models", record.partition(), 0, record.key(), record.value()));
  }

  @Test
  void keysLearnApart() throws Exception {
    learner.frames(0, FEATURE_FRAMES);
    var other = Digits.frame(0);
    learner.frame(
        new EncodedFrame(
            other.origin(),
            other.timestamp(),
            other.payload(),
            "other",
            other.frameId(),
            Optional.empty(),
            0,
            other.volley()));

    List<Prediction> all = learner.predictions();
    assertThat(all.get(all.size() - 1).phase()).isEqualTo("S1");
  }
}
