package io.firstspike.bench.stream;

import io.firstspike.connectors.admin.Topics;
import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.replay.LabelDelay;
import io.firstspike.connectors.replay.LabelPlace;
import io.firstspike.connectors.replay.ReplayOptions;
import io.firstspike.connectors.replay.Replayer;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.pipeline.local.EmbeddedBroker;
import io.firstspike.pipeline.local.EmbeddedFlink;
import io.firstspike.pipeline.stream.job.LearningSettings;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.core.execution.JobClient;

/**
 * A running job to measure, on topics of its own, with a source of digits and a reader of its
 * predictions. One frame comes a millisecond of event time after the other at least, each with an
 * id of its own.
 *
 * @param <J> where the job runs
 */
final class StreamJob<J extends RunningJob> implements AutoCloseable {

  /** Starts what classifies the frames topic into the predictions topic. */
  @FunctionalInterface
  interface Launch {
    /** Returns the job, if whoever started it has it. */
    Optional<JobClient> launch(EmbeddedFlink flink, TopicNames topics, Properties client)
        throws Exception;
  }

  /** Starts a job that is measured. */
  @FunctionalInterface
  interface Start<J extends RunningJob> {
    J start(TopicNames topics, Properties client) throws Exception;
  }

  private static final long PATIENCE_SECONDS = 120;

  private static final Duration LABELS_AFTER = Duration.ofSeconds(2);

  private final StreamSetup setup;
  private final Dataset digits;
  private final TopicNames topics;
  private final Properties client;
  private final J running;
  private final PredictionReader reader;
  private final ExecutorService sender =
      Executors.newSingleThreadExecutor(task -> new Thread(task, ThreadOwner.LOAD_NAME + "sender"));
  private long eventTime = System.currentTimeMillis();
  private int runs;

  private StreamJob(
      StreamSetup setup,
      Dataset digits,
      TopicNames topics,
      Properties client,
      J running,
      PredictionReader reader) {
    this.setup = setup;
    this.digits = digits;
    this.topics = topics;
    this.client = client;
    this.running = running;
    this.reader = reader;
  }

  /**
   * Starts the learning job.
   *
   * @param name tells its topics from those of others
   * @param model what it goes on from
   * @param digits what is sent, over and over
   */
  static StreamJob<RunningJob.Embedded> start(
      EmbeddedBroker broker, String name, StreamSetup setup, Model model, Dataset digits)
      throws Exception {
    return start(
        broker,
        name,
        setup,
        digits,
        (flink, topics, client) ->
            Optional.of(flink.submit(settings(setup, name, topics, client, model)::addTo)));
  }

  /**
   * Starts a job in this process.
   *
   * @param name tells its topics from those of others
   * @param digits what is sent, over and over
   */
  static StreamJob<RunningJob.Embedded> start(
      EmbeddedBroker broker, String name, StreamSetup setup, Dataset digits, Launch launch)
      throws Exception {
    return of(
        broker,
        name,
        setup,
        digits,
        PredictionReader.Ids.OF_PREDICTIONS,
        (topics, client) -> {
          Configuration configuration = new Configuration();
          configuration.set(StateBackendOptions.STATE_BACKEND, setup.backend());
          configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
          EmbeddedFlink flink = EmbeddedFlink.start(setup.parallelism(), configuration);
          try {
            return new RunningJob.Embedded(flink, launch.launch(flink, topics, client));
          } catch (Exception e) {
            flink.close();
            throw e;
          }
        });
  }

  /**
   * Starts a job.
   *
   * @param name tells its topics from those of others
   * @param digits what is sent, over and over
   * @param ids what its output tells
   */
  static <J extends RunningJob> StreamJob<J> of(
      EmbeddedBroker broker,
      String name,
      StreamSetup setup,
      Dataset digits,
      PredictionReader.Ids ids,
      Start<J> start)
      throws Exception {
    TopicNames topics = TopicNames.DEFAULT.withPrefix(name + "-");
    Topics.ensure(broker.clientProperties(), topics, setup.parallelism());
    Properties client = broker.clientProperties();
    J running = start.start(topics, client);
    try {
      var reader = new PredictionReader(client, topics.predictions(), setup.isolation(), ids);
      return new StreamJob<>(setup, digits, topics, client, running, reader);
    } catch (Exception e) {
      running.close();
      throw e;
    }
  }

  private static LearningSettings settings(
      StreamSetup setup, String name, TopicNames topics, Properties client, Model model) {
    return LearningSettings.builder(model.spec(), client)
        .topics(topics)
        .groupId(name)
        .model(Optional.of(ModelFile.toBytes(model)))
        .order(setup.order())
        .delivery(setup.delivery())
        .checkpointInterval(setup.checkpointInterval())
        .traceTimeToLive(setup.timeToLive())
        .parallelism(setup.parallelism())
        .build();
  }

  /** The job itself. */
  J running() {
    return running;
  }

  /**
   * Begins to send frames, and notes when each is sent and when its prediction comes.
   *
   * @param frames how many, a multiple of the number of digits unless it is smaller
   * @param rate how many a second; 0 for as fast as it goes
   */
  Run begin(int frames, double rate) {
    int perEpoch = Math.min(frames, digits.size());
    int epochs = frames / perEpoch;
    String prefix = "p" + runs++;
    FrameTimings timings = new FrameTimings(prefix, perEpoch, epochs * perEpoch, rate);
    reader.follow(timings);
    ReplayOptions options =
        ReplayOptions.startingAt(eventTime)
            .withRate(rate)
            .withRange(0, perEpoch)
            .withEpochs(epochs)
            .withLabels(setup.labels(), labelDelay())
            .withIdPrefix(prefix);
    Properties source = new Properties();
    source.putAll(client);
    source.setProperty("client.id", ThreadOwner.LOAD_NAME + "source");
    if (rate > 0) {
      // Who asks for latencies does not wait for company.
      source.setProperty("linger.ms", "0");
    }
    Replayer replayer = new Replayer(source, topics);
    Future<Long> end =
        sender.submit(() -> replayer.replay(digits, options, n -> timings.sent((int) n - 1)).end());
    return new Run(timings, end);
  }

  private LabelDelay labelDelay() {
    return setup.labels() == LabelPlace.TOPIC ? LabelDelay.of(LABELS_AFTER) : LabelDelay.NONE;
  }

  /** Sends frames and waits for the last prediction. */
  FrameTimings sendAndWait(int frames, double rate) throws Exception {
    return begin(frames, rate).await();
  }

  /**
   * Sends PNG frames, and their labels on the topic of labels, and waits for the last prediction.
   *
   * @param frames how many
   * @param rate how many a second
   */
  FrameTimings sendPngsAndWait(int frames, double rate) throws Exception {
    String prefix = "p" + runs++;
    FrameTimings timings = new FrameTimings(prefix, frames, frames, rate);
    reader.follow(timings);
    PngSource source = new PngSource(client, topics, digits);
    Future<Long> end =
        sender.submit(
            () -> {
              source.send(timings, prefix, rate);
              return System.currentTimeMillis();
            });
    return new Run(timings, end).await();
  }

  /** Frames on their way through the job. */
  final class Run {

    private final FrameTimings timings;
    private final Future<Long> end;

    private Run(FrameTimings timings, Future<Long> end) {
      this.timings = timings;
      this.end = end;
    }

    /** Waits for the last frame, and then for the last prediction. */
    FrameTimings await() throws Exception {
      try {
        eventTime = end.get() + 1000;
      } catch (ExecutionException e) {
        throw sourceFailed(e);
      }
      if (!timings.complete(PATIENCE_SECONDS)) {
        throw new IllegalStateException(
            setup.title()
                + ": "
                + timings.missing()
                + " predictions did not come; job "
                + running.status(),
            reader.failure());
      }
      return timings;
    }

    /**
     * Waits, while frames are under way.
     *
     * @param nanoTime until when, by {@link System#nanoTime}
     */
    void waitUntil(long nanoTime) throws Exception {
      try {
        end.get(Math.max(0, nanoTime - System.nanoTime()), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        // As it should be: the last frame has not been sent.
      } catch (ExecutionException e) {
        throw sourceFailed(e);
      }
    }

    private IllegalStateException sourceFailed(ExecutionException e) {
      return new IllegalStateException("the source has failed", e.getCause());
    }
  }

  @Override
  public void close() {
    sender.shutdownNow();
    reader.close();
    running.close();
  }
}
