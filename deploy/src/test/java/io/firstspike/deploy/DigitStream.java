package io.firstspike.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.dataset.MnistSample;
import io.firstspike.connectors.replay.LabelDelay;
import io.firstspike.connectors.replay.LabelPlace;
import io.firstspike.connectors.replay.ReplayOptions;
import io.firstspike.connectors.replay.Replayer;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.connectors.topic.PredictionFormat;
import io.firstspike.connectors.topic.Received;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.stream.model.FollowedModel;
import io.firstspike.pipeline.stream.model.ModelFollower;
import io.firstspike.testkit.PlainStream;
import io.firstspike.testkit.PlainStream.Said;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * Digits with labels in topics of their own, the arguments of a job that learns from them, and the
 * plain loop that the job must equal.
 */
final class DigitStream {

  /** The topic of the serving job's predictions. */
  static final String SERVED = "served";

  private static final long START = 1_700_000_000_000L;
  private static final int FEATURE_FRAMES = 150;

  private static final long SEED = 1;
  private static final int DELAY = 7;
  private static final String NETWORK = "firstspike-2026-quick";
  private static final Dataset DIGITS = MnistSample.train();

  private final Properties client;
  private final String name;
  private final List<String> keys;
  private final PlainStream plain;
  private final NavigableMap<Long, Integer> starts = new TreeMap<>();
  private int sent;
  private long time = START;

  /**
   * Makes a stream without a frame.
   *
   * @param client Kafka settings of the broker
   * @param name prefix of the topics, and the job's consumer group
   * @param keys the model keys that all get the same digits
   */
  DigitStream(Properties client, String name, String... keys) {
    this.client = client;
    this.name = name;
    this.keys = List.of(keys);
    this.plain =
        new PlainStream(
            NetworkSpec.load(NETWORK).withSchedule(Map.of("S1", (long) FEATURE_FRAMES)),
            SEED,
            DIGITS);
  }

  TopicNames topics() {
    return TopicNames.DEFAULT.withPrefix(name + "-");
  }

  PlainStream plain() {
    return plain;
  }

  /** The arguments of the learning job. */
  List<String> learningJob(int parallelism) {
    List<String> arguments = new ArrayList<>(List.of("run"));
    arguments.addAll(common(name, parallelism));
    arguments.addAll(List.of("--network", NETWORK, "--seed", Long.toString(SEED)));
    arguments.addAll(List.of("--schedule", "S1=" + FEATURE_FRAMES, "--order", "replay"));
    arguments.addAll(List.of("--publish-every", "100", "--publish-within", "500ms"));
    return arguments;
  }

  /** The arguments of a job that only serves the models that the learning job publishes. */
  List<String> servingJob(int parallelism) {
    List<String> arguments = new ArrayList<>(List.of("serve"));
    arguments.addAll(common(name + "-serving", parallelism));
    arguments.addAll(List.of("--predictions-topic", SERVED));
    return arguments;
  }

  private List<String> common(String group, int parallelism) {
    return List.of(
        "--bootstrap-servers",
        client.getProperty("bootstrap.servers"),
        "--topic-prefix",
        name + "-",
        "--group-id",
        group,
        "--create-topics",
        "--partitions",
        "3",
        "--delivery",
        "exactly-once",
        "--checkpoint-interval",
        "500ms",
        "--state-backend",
        "rocksdb",
        "--parallelism",
        Integer.toString(parallelism));
  }

  /** Sends the next {@code frames} frames of each key and their labels, to the plain loop too. */
  void send(int frames) {
    Replayer replayer = new Replayer(client, topics());
    for (String key : keys) {
      starts.put(time, sent);
      replayer.replay(
          DIGITS,
          ReplayOptions.startingAt(time)
              .withModelKey(key)
              .withRange(sent, sent + frames)
              .withIdPrefix(key + "-" + sent)
              .withMarkEvery(50)
              .withLabels(LabelPlace.TOPIC, LabelDelay.ofFrames(DELAY)),
          count -> {});
      // After all labels: the order of events is that of sending.
      time += frames + DELAY + 1;
    }
    plain.send(sent, sent + frames, DELAY);
    sent += frames;
  }

  /** The contents of predictions of one key, in the order of frames, with any duplicates. */
  List<Said> said(List<Received> records) throws MalformedException {
    List<Said> said = new ArrayList<>();
    for (Received record : records) {
      Prediction prediction = PredictionFormat.decode(record);
      Map.Entry<Long, Integer> part = starts.floorEntry(prediction.frameTimestamp());
      said.add(Said.of(prediction, part.getKey() - part.getValue()));
    }
    said.sort(Comparator.comparing(Said::position));
    return said;
  }

  /** Sends the first {@code frames} images without labels, under ids that begin with a prefix. */
  void sendProbes(String prefix, int frames) {
    new Replayer(client, topics())
        .replay(
            DIGITS,
            ReplayOptions.startingAt(time)
                .withModelKey(keys.get(0))
                .withRange(0, frames)
                .withIdPrefix(prefix)
                .withLabels(LabelPlace.NOWHERE, LabelDelay.NONE),
            count -> {});
    time += frames;
  }

  /** The labels that a model gives the first {@code frames} images. */
  static List<Optional<String>> labels(Model model, int frames) {
    Classifier classifier = new Classifier(model.network());
    return IntStream.range(0, frames)
        .mapToObj(DIGITS::image)
        .map(classifier::classify)
        .map(decision -> decision.winner().map(winner -> classifier.name(decision)))
        .toList();
  }

  /** Waits until each key has published the weights of the plain loop. */
  Map<String, FollowedModel> requireWeightsOfThePlainLoop() {
    Map<String, FollowedModel> newest = new ConcurrentHashMap<>();
    try (ModelFollower follower =
        ModelFollower.follow(
            client, topics().models(), found -> newest.put(found.modelKey(), found))) {
      await()
          .atMost(FlinkProcesses.PATIENCE)
          .until(
              () ->
                  newest.keySet().containsAll(keys)
                      && newest.values().stream()
                          .map(found -> found.model().provenance().labelsLearned())
                          .allMatch(learned -> learned == sent - FEATURE_FRAMES));
      assertThat(follower.failure()).isEmpty();
    }
    assertThat(newest.values())
        .hasSize(keys.size())
        .allSatisfy(
            found -> assertThat(found.model().fingerprint()).isEqualTo(plain.fingerprint()));
    return newest;
  }
}
