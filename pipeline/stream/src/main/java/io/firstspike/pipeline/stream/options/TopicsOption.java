package io.firstspike.pipeline.stream.options;

import io.firstspike.connectors.admin.MissingTopicsException;
import io.firstspike.connectors.admin.Topics;
import io.firstspike.connectors.topic.TopicNames;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whether topics that are missing are created. */
public final class TopicsOption {

  @Option(
      names = "--create-topics",
      description = "Create the topics that do not exist, with --partitions partitions each.")
  private boolean createTopics;

  @Mixin private PartitionsOption partitions;

  /**
   * Creates the topics, if asked to.
   *
   * @param needed those that have to be there
   * @param timeout how long to wait for the broker
   * @throws InputException if one is missing
   */
  public void require(Properties client, TopicNames topics, List<String> needed, Duration timeout) {
    if (createTopics) {
      Topics.ensure(client, topics, partitions.count(), timeout);
      return;
    }
    try {
      Topics.requireExisting(client, needed, timeout);
    } catch (MissingTopicsException e) {
      throw new InputException(e.getMessage() + " (--create-topics creates them)", e);
    }
  }
}
