package io.firstspike.pipeline.stream.options;

import io.firstspike.connectors.topic.TopicNames;
import picocli.CommandLine.Option;

/** Options for the names of the topics. */
public final class TopicOptions {

  @Option(
      names = "--topic-prefix",
      paramLabel = "TEXT",
      defaultValue = "",
      description =
          "Put before the names of the topics: frames, labels, predictions, models, metrics,"
              + " dead-letters; events in place of frames for networks that take them (default:"
              + " nothing).")
  private String prefix;

  /** The names where frames are images. */
  public TopicNames names() {
    return named(TopicNames.DEFAULT);
  }

  /** The names where packets of events come in place of frames. */
  public TopicNames namesOfEvents() {
    return named(TopicNames.EVENTS);
  }

  private TopicNames named(TopicNames names) {
    try {
      return names.withPrefix(prefix);
    } catch (IllegalArgumentException e) {
      throw new InputException("--topic-prefix " + prefix + ": " + e.getMessage(), e);
    }
  }
}
