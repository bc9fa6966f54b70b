package io.firstspike.pipeline.stream.job;

import io.firstspike.engine.backend.BackendException;
import io.firstspike.engine.backend.Backends;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.model.ModelFileException;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.stream.batch.Batching;
import io.firstspike.pipeline.stream.model.LikeNetworks;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Finds the mistakes in settings, each with the setting's name, its range and its value. */
final class SettingsChecks {

  private static final int MAX_GROUP_ID = 200;

  /** As in what is received: {@link io.firstspike.connectors.topic.Prediction}. */
  private static final int MAX_NAME = 256;

  /** Client settings that a job works with itself. */
  private static final List<String> NUMBERS =
      List.of(ProducerConfig.BATCH_SIZE_CONFIG, ProducerConfig.TRANSACTION_TIMEOUT_CONFIG);

  private final List<String> problems = new ArrayList<>();

  /** Checks what Kafka's clients need, and what of their settings a job works with itself. */
  void clients(RunSettings run) {
    Map<String, String> kafka = run.kafka();
    String groupId = run.groupId();
    if (kafka.getOrDefault("bootstrap.servers", "").isBlank()) {
      problems.add("kafka needs bootstrap.servers, for example localhost:9092");
    }
    if (groupId == null || groupId.isBlank() || groupId.length() > MAX_GROUP_ID) {
      problems.add("groupId must have 1 to " + MAX_GROUP_ID + " characters");
    }
    for (String number : NUMBERS) {
      String value = kafka.getOrDefault(number, "1");
      if (!value.strip().matches("[0-9]{1,9}")) {
        problems.add("kafka's " + number + " must be a number below 10^9, not " + value);
      }
    }
  }

  void model(NetworkSpec spec, Optional<byte[]> model) {
    if (model.isEmpty()) {
      return;
    }
    try {
      NetworkSpec found = ModelFile.fromBytes("given", model.get(), NetworkLimit.NONE).spec();
      if (!LikeNetworks.alike(spec, found)) {
        problems.add(
            "the model is of network "
                + found.name()
                + ", which differs from network "
                + spec.name()
                + ": give the spec it was trained with");
      }
    } catch (ModelFileException e) {
      problems.add(e.getMessage());
    }
  }

  void model(Optional<byte[]> model) {
    try {
      model.ifPresent(bytes -> ModelFile.fromBytes("given", bytes, NetworkLimit.NONE));
    } catch (ModelFileException e) {
      problems.add(e.getMessage());
    }
  }

  /** Names that predictions and models tell have to fit into their records. */
  void names(NetworkSpec spec) {
    name("name", spec.name());
    for (int layer = 0; layer < spec.layers(); layer++) {
      name("the name of a layer", spec.layerName(layer));
    }
    spec.decision().labels().forEach(label -> name("a label", label));
  }

  private void name(String what, String name) {
    if (name.isEmpty()
        || name.length() > MAX_NAME
        || !StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
      problems.add(
          what
              + " of the network must be encodable as UTF-8 and have 1 to "
              + MAX_NAME
              + " characters, not "
              + name.length());
    }
  }

  /** Whether the backend can be used is asked where it is used: that may be another machine. */
  void batching(Batching batching) {
    try {
      Backends.requireKnown(batching.backend());
    } catch (BackendException e) {
      problems.add(e.getMessage());
    }
    range("batchFrames", batching.frames(), 0, Batching.MOST_FRAMES);
    duration("batchWithin", batching.within(), Duration.ZERO, Batching.LONGEST_WITHIN);
  }

  void parallelism(RunSettings run) {
    range("parallelism", run.parallelism(), 1, RunSettings.MAX_PARALLELISM);
  }

  /** Checks how long something waits for something else to come: 1 s to 30 days. */
  void waitingTime(String name, Duration value) {
    duration(name, value, Duration.ofSeconds(1), Duration.ofDays(30));
  }

  /** Checks a time between what happens again and again: 10 ms to 1 day. */
  void interval(String name, Duration value) {
    duration(name, value, Duration.ofMillis(10), Duration.ofDays(1));
  }

  /** Checks a number that has to be at least 1. */
  void count(String name, int value) {
    range(name, value, 1, Integer.MAX_VALUE);
  }

  void duration(String name, Duration value, Duration lowest, Duration highest) {
    if (value == null || value.compareTo(lowest) < 0 || value.compareTo(highest) > 0) {
      problems.add(name + " must be " + lowest + " to " + highest + ", not " + value);
    }
  }

  void range(String name, long value, long lowest, long highest) {
    if (value < lowest || value > highest) {
      problems.add(name + " must be " + lowest + " to " + highest + ", not " + value);
    }
  }

  void require() {
    if (!problems.isEmpty()) {
      throw new SettingsException(problems);
    }
  }
}
