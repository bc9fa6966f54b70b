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
              + " dead-letters (default: nothing).")
  private String prefix;

  public TopicNames names() {
    try {
      return TopicNames.DEFAULT.withPrefix(prefix);
    } catch (IllegalArgumentException e) {
      throw new InputException("--topic-prefix " + prefix + ": " + e.getMessage(), e);
    }
  }
}
