package io.firstspike.pipeline.stream.settings;

import io.firstspike.engine.backend.BackendException;
import io.firstspike.engine.backend.Backends;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.model.ModelFileException;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.stream.batch.Batching;
import io.firstspike.pipeline.stream.learner.LearnerSettings;
import io.firstspike.pipeline.stream.model.LikeNetworks;
import io.firstspike.pipeline.stream.serving.ServingLimits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the mistakes in settings, each with the setting's name, its range and its value. */
public final class SettingsChecks {

  /** As in what is received: {@link io.firstspike.connectors.topic.Prediction}. */
  private static final int MAX_NAME = 256;

  private static final int MAX_FLOW_NAME = 100;
  private static final long LEAST_WAITING = 1 << 20;

  private final List<String> problems = new ArrayList<>();

  /** Adds a mistake that was found elsewhere. */
  public void problem(String problem) {
    problems.add(problem);
  }

  /** Checks the name that the uids of a flow's operators begin with. */
  public void flow(String name) {
    if (name.isBlank() || name.length() > MAX_FLOW_NAME) {
      problems.add("the name of a flow must have 1 to " + MAX_FLOW_NAME + " characters");
    }
  }

  /** Checks that a model file's content is a model of a network like {@code spec}. */
  public void model(NetworkSpec spec, Optional<byte[]> model) {
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

  /** Checks that a model file's content is a model. */
  public void model(Optional<byte[]> model) {
    try {
      model.ifPresent(bytes -> ModelFile.fromBytes("given", bytes, NetworkLimit.NONE));
    } catch (ModelFileException e) {
      problems.add(e.getMessage());
    }
  }

  /** Names that predictions and models tell have to fit into their records. */
  public void names(NetworkSpec spec) {
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
  public void batching(Batching batching) {
    try {
      Backends.requireKnown(batching.backend());
    } catch (BackendException e) {
      problems.add(e.getMessage());
    }
    range("batchFrames", batching.frames(), 0, Batching.MOST_FRAMES);
    duration("batchWithin", batching.within(), Duration.ZERO, Batching.LONGEST_WITHIN);
  }

  /** Checks how each model key learns and reports. */
  public void learner(LearnerSettings learner) {
    waitingTime("traceTimeToLive", learner.traceTimeToLive());
    count("maxWaitingLabels", learner.maxWaitingLabels());
    count("metricsEveryFrames", learner.metricsEveryFrames());
    count("publishEveryLabels", learner.publishEveryLabels());
    interval("metricsWithin", learner.metricsWithin());
    interval("publishWithin", learner.publishWithin());
    range("memory", learner.memory(), LearnerSettings.SHARED_MEMORY, Long.MAX_VALUE);
  }

  /** Checks the limits of what is served. */
  public void serving(ServingLimits limits) {
    waitingTime("modelWait", limits.modelWait());
    range("waitingBytes", limits.waitingBytes(), LEAST_WAITING, Long.MAX_VALUE);
    count("maxModels", limits.maxModels());
  }

  /** Checks how long something waits for something else to come: 1 s to 30 days. */
  public void waitingTime(String name, Duration value) {
    duration(name, value, Duration.ofSeconds(1), Duration.ofDays(30));
  }

  /** Checks a time between what happens again and again: 10 ms to 1 day. */
  public void interval(String name, Duration value) {
    duration(name, value, Duration.ofMillis(10), Duration.ofDays(1));
  }

  /** Checks a number that has to be at least 1. */
  public void count(String name, int value) {
    range(name, value, 1, Integer.MAX_VALUE);
  }

  /** Checks a time span. */
  public void duration(String name, Duration value, Duration lowest, Duration highest) {
    if (value == null || value.compareTo(lowest) < 0 || value.compareTo(highest) > 0) {
      problems.add(name + " must be " + lowest + " to " + highest + ", not " + value);
    }
  }

  /** Checks a number. */
  public void range(String name, long value, long lowest, long highest) {
    if (value < lowest || value > highest) {
      problems.add(name + " must be " + lowest + " to " + highest + ", not " + value);
    }
  }

  /**
   * Ends the checks.
   *
   * @throws SettingsException naming all mistakes, if there are any
   */
  public void require() {
    if (!problems.isEmpty()) {
      throw new SettingsException(problems);
    }
  }
}
