package io.firstspike.pipeline.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.dataset.MnistSample;
import io.firstspike.connectors.replay.LabelDelay;
import io.firstspike.connectors.replay.LabelPlace;
import io.firstspike.connectors.replay.ReplayOptions;
import io.firstspike.connectors.replay.Replayer;
import io.firstspike.connectors.topic.Counter;
import io.firstspike.connectors.topic.Counts;
import io.firstspike.connectors.topic.MetricsFormat;
import io.firstspike.connectors.topic.PredictionFormat;
import io.firstspike.connectors.topic.Received;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.stream.job.Delivery;
import io.firstspike.pipeline.stream.job.LearningSettings;
import io.firstspike.pipeline.stream.learner.Order;
import io.firstspike.pipeline.stream.model.ModelFollower;
import io.firstspike.testkit.PlainStream;
import io.firstspike.testkit.PlainStream.Said;
import io.firstspike.testkit.TopicReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The same stream through processes that fail repeatedly, and through the engine alone. */
@Tag("cluster")
class FailuresChangeNothingTest {

  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final int FRAMES = 4000;
  private static final int FEATURE_FRAMES = 1000;
  private static final int DELAY = 7;
  private static final long SEED = 1;
  private static final long START = 1_700_000_000_000L;
  private static final NetworkSpec SPEC =
      NetworkSpec.load("firstspike-2026-quick").withSchedule(Map.of("S1", (long) FEATURE_FRAMES));
  private static final Dataset DIGITS = MnistSample.train().slice(0, 1000);
  private static final TopicNames TOPICS = TopicNames.DEFAULT;

  /** The number of frames that are sent ahead of those that have been decided on and committed. */
  private static final int AHEAD = 400;

  /**
   * The number of frames that are held back until the last failure, so that every failure
   * interrupts work.
   */
  private static final int HELD_BACK = AHEAD / 2;

  private final Semaphore mayBeSent = new Semaphore(AHEAD);
  private final ExecutorService sender = Executors.newSingleThreadExecutor();

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  private ProcessCluster cluster;
  private TopicReader predictions;
  private int committed;
  private int released = AHEAD;
  private int sendable = FRAMES - HELD_BACK;

  @BeforeEach
  void start() {
    cluster =
        ProcessCluster.createAttached(
            folder,
            new ClusterPlan(0, 2, 0, 0, 2, 2, 512, Map.of("state.backend.type", "rocksdb")));
    cluster.startMissing();
    predictions = new TopicReader(cluster.clientProperties(), TOPICS.predictions());
  }

  @AfterEach
  void stop() {
    sender.shutdownNow();
    if (predictions != null) {
      predictions.close();
    }
    if (cluster != null) {
      cluster.killAll();
    }
  }

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void processesThatAreKilledPausedAndLostLeaveNoTraceInWhatIsLearnedAndSaid() throws Exception {
    submit(Optional.empty());
    Future<?> sent = sender.submit(this::send);
    List<Runnable> failures = failures();
    for (int i = 0; i < failures.size(); i++) {
      awaitCommitted((i + 1) * (FRAMES - HELD_BACK - AHEAD) / failures.size());
      failures.get(i).run();
    }
    assertThat(committed).as("frames before the last failure").isLessThan(FRAMES);
    sendable = FRAMES;
    awaitCommitted(FRAMES);
    sent.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

    for (String topic : List.of(TOPICS.frames(), TOPICS.labels())) {
      assertThat(RepeatedBatches.of(folder.resolve("records"), topic)).as(topic).isEmpty();
    }
    PlainStream plain = PlainStream.delayed(SPEC, SEED, DIGITS, FRAMES, DELAY);
    assertThat(finalModel().fingerprint()).isEqualTo(plain.fingerprint());
    List<Said> said = said();
    assertThat(said.size()).isEqualTo(FRAMES);
    assertThat(said).isEqualTo(plain.said());
    Counts totals = finalTotals();
    assertThat(totals.of(Counter.FRAMES_IN)).isEqualTo(FRAMES);
    assertThat(totals.of(Counter.PREDICTIONS)).isEqualTo(FRAMES);
    assertThat(totals.of(Counter.LABELS_SKIPPED)).isEqualTo(FEATURE_FRAMES);
    assertThat(totals.of(Counter.LABELS_LEARNED)).isEqualTo(FRAMES - FEATURE_FRAMES);
    assertThat(totals.of(Counter.CORRECT)).as("right decisions").isGreaterThan(FRAMES / 2);
    assertThat(
            totals.of(Counter.LABELS_WAITING)
                + totals.of(Counter.TRACES_WAITING)
                + totals.of(Counter.EXPIRED))
        .isZero();
    try (TopicReader deadLetters =
        new TopicReader(cluster.clientProperties(), TOPICS.deadLetters())) {
      assertThat(deadLetters.readToEnd()).isEmpty();
    }
  }

  /** The failures: four kills of task managers, two of them in a row, and all other kinds. */
  private List<Runnable> failures() {
    Runnable taskManager = this::killTaskManager;
    Runnable broker = () -> killAndRestart(Recipes.BROKER);
    return List.of(
        taskManager,
        broker,
        taskManager,
        taskManager,
        this::pauseTaskManager,
        broker,
        this::loseJobManager,
        taskManager);
  }

  private void killTaskManager() {
    killAndRestart(cluster.busiestTaskManager());
  }

  private void killAndRestart(String name) {
    cluster.kill(name);
    assertThat(cluster.startMissing()).containsExactly(name);
  }

  /**
   * Pauses a task manager until the job has gone on without it; its tasks then still believe that
   * they run.
   */
  private void pauseTaskManager() {
    String name = cluster.busiestTaskManager();
    signal("STOP", cluster.pid(name));
    await().atMost(PATIENCE).until(() -> cluster.registered() == 1);
    awaitCommitted(committed + AHEAD / 2);
    signal("CONT", cluster.pid(name));
    await().atMost(PATIENCE).until(() -> cluster.registered() == 2);
  }

  private static void signal(String signal, long pid) {
    try {
      int code = new ProcessBuilder("sh", "-c", "kill -" + signal + " " + pid).start().waitFor();
      assertThat(code).as("kill -" + signal).isZero();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void loseJobManager() {
    killAndRestart(Recipes.JOB_MANAGER);
    Optional<Path> latest = cluster.latestCheckpoint();
    assertThat(latest).isPresent();
    submit(latest);
  }

  private void submit(Optional<Path> from) {
    cluster.submit(
        LearningSettings.builder(SPEC, cluster.clientProperties())
            .seed(SEED)
            .order(Order.REPLAY)
            .delivery(Delivery.EXACTLY_ONCE)
            .checkpointInterval(Duration.ofMillis(500))
            .metricsEveryFrames(500)
            .publishEveryLabels(500)
            .parallelism(2)
            .build(),
        from);
  }

  private void send() {
    new Replayer(cluster.clientProperties(), TOPICS)
        .replay(
            DIGITS,
            ReplayOptions.startingAt(START)
                .withEpochs(FRAMES / DIGITS.size())
                .withMarkEvery(50)
                .withLabels(LabelPlace.TOPIC, LabelDelay.ofFrames(DELAY)),
            frames -> awaitPermission());
  }

  private void awaitPermission() {
    try {
      mayBeSent.acquire();
    } catch (InterruptedException e) {
      // The interrupt ends the replay with the next frame.
      Thread.currentThread().interrupt();
    }
  }

  private void awaitCommitted(int frames) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              committed = predictions.read().size();
              int wanted = Math.min(committed + AHEAD, sendable);
              mayBeSent.release(wanted - released);
              released = wanted;
              return committed >= frames;
            });
  }

  /** All predictions by position in the stream, with any duplicates. */
  private List<Said> said() throws MalformedException {
    List<Said> said = new ArrayList<>();
    for (Received record : predictions.readToEnd()) {
      said.add(Said.of(PredictionFormat.decode(record), START));
    }
    said.sort(Comparator.comparing(Said::position));
    return said;
  }

  private Model finalModel() {
    AtomicReference<Model> newest = new AtomicReference<>();
    try (ModelFollower follower =
        ModelFollower.follow(
            cluster.clientProperties(), TOPICS.models(), found -> newest.set(found.model()))) {
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  newest.get() != null
                      && newest.get().provenance().labelsLearned() == FRAMES - FEATURE_FRAMES);
      assertThat(follower.failure()).isEmpty();
    }
    return newest.get();
  }

  private Counts finalTotals() {
    try (TopicReader metrics = new TopicReader(cluster.clientProperties(), TOPICS.metrics())) {
      return await()
          .atMost(PATIENCE)
          .until(
              () -> newest(metrics.read()),
              totals ->
                  totals.of(Counter.FRAMES_IN) >= FRAMES && totals.of(Counter.TRACES_WAITING) == 0);
    }
  }

  private static Counts newest(List<Received> records) throws MalformedException {
    return records.isEmpty()
        ? Counts.NONE
        : MetricsFormat.decode(records.get(records.size() - 1)).totals();
  }
}
