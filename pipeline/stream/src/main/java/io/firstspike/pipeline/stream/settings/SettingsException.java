package io.firstspike.pipeline.stream.settings;

import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** Settings with mistakes: all of them, each naming the setting and what it must be. */
@API(status = Status.MAINTAINED)
public final class SettingsException extends IllegalArgumentException {

  private final transient List<String> problems;

  SettingsException(List<String> problems) {
    this("job settings: ", problems);
  }

  private SettingsException(String about, List<String> problems) {
    super(about + String.join("; ", problems));
    this.problems = List.copyOf(problems);
  }

  /** Reports obstacles that the broker's settings put in a job's way. */
  public static SettingsException ofTopics(List<String> problems) {
    return new SettingsException("this broker cannot take what the job writes: ", problems);
  }

  /** The mistakes, one sentence each. */
  public List<String> problems() {
    return problems;
  }
}
