package io.firstspike.pipeline.ml.sql;

import java.io.PrintWriter;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.operations.command.ResetOperation;
import org.apache.flink.table.operations.command.SetOperation;

/** Settings of a script, which SET and RESET change. */
final class SessionSettings {

  private final Configuration configuration;
  private final Map<String, String> initial;
  private final PrintWriter out;

  SessionSettings(Configuration configuration, PrintWriter out) {
    this.configuration = configuration;
    this.initial = configuration.toMap();
    this.out = out;
  }

  /** Changes a setting; without a key, prints all. */
  void set(SetOperation set) {
    if (set.getKey().isPresent()) {
      configuration.setString(set.getKey().get(), set.getValue().orElse(""));
    } else {
      new TreeMap<>(configuration.toMap())
          .forEach((key, value) -> out.println("'" + key + "' = '" + value + "'"));
      out.flush();
    }
  }

  /** Gives a setting its first value back; without a key, all of them. */
  void reset(ResetOperation reset) {
    if (reset.getKey().isPresent()) {
      reset(reset.getKey().get());
    } else {
      configuration.toMap().keySet().forEach(this::reset);
      initial.keySet().forEach(this::reset);
    }
  }

  private void reset(String key) {
    if (initial.containsKey(key)) {
      configuration.setString(key, initial.get(key));
    } else {
      configuration.removeKey(key);
    }
  }
}
