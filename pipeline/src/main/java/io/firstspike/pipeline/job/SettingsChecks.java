package io.firstspike.pipeline.job;

import io.firstspike.engine.network.ModelFile;
import io.firstspike.engine.network.ModelFileException;
import io.firstspike.engine.network.NetworkSpec;
import io.firstspike.pipeline.model.LikeNetworks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What settings must satisfy; each that does not is named with its value and its range. */
final class SettingsChecks {

  private static final int MAX_GROUP_ID = 200;

  private final List<String> problems = new ArrayList<>();

  void kafka(Map<String, String> kafka, String groupId) {
    if (kafka.getOrDefault("bootstrap.servers", "").isBlank()) {
      problems.add("kafka needs bootstrap.servers, for example localhost:9092");
    }
    if (groupId == null || groupId.isBlank() || groupId.length() > MAX_GROUP_ID) {
      problems.add("groupId must have 1 to " + MAX_GROUP_ID + " characters");
    }
  }

  void model(NetworkSpec spec, Optional<byte[]> model) {
    if (model.isEmpty()) {
      return;
    }
    try {
      NetworkSpec found = ModelFile.fromBytes("given", model.get()).spec();
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
      model.ifPresent(bytes -> ModelFile.fromBytes("given", bytes));
    } catch (ModelFileException e) {
      problems.add(e.getMessage());
    }
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
