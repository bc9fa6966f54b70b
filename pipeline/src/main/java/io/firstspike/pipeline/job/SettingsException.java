package io.firstspike.pipeline.job;

import java.util.List;

/** Settings with mistakes: all of them, each naming the setting and what it must be. */
public final class SettingsException extends IllegalArgumentException {

  private final transient List<String> problems;

  SettingsException(List<String> problems) {
    super("job settings: " + String.join("; ", problems));
    this.problems = List.copyOf(problems);
  }

  /** The mistakes, one sentence each. */
  public List<String> problems() {
    return problems;
  }
}
