package io.firstspike.testkit;

import io.firstspike.connectors.admin.Topics;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.pipeline.local.EmbeddedBroker;
import java.io.IOException;
import java.util.Properties;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A broker that runs while the tests of a class do: a static field with {@code
 * org.junit.jupiter.api.extension.RegisterExtension}.
 */
public final class TestBroker implements BeforeAllCallback, AfterAllCallback {

  private EmbeddedBroker broker;

  @Override
  public void beforeAll(ExtensionContext test) throws IOException {
    broker = EmbeddedBroker.start(EmbeddedBroker.Options.TEMPORARY);
  }

  @Override
  public void afterAll(ExtensionContext test) {
    broker.close();
  }

  /** Makes topics of {@code partitions} partitions, whose names begin with {@code prefix}. */
  public TopicNames topics(String prefix, int partitions) {
    TopicNames topics = TopicNames.DEFAULT.withPrefix(prefix);
    Topics.ensure(clientProperties(), topics, partitions);
    return topics;
  }

  /** Kafka settings for clients; a fresh copy. */
  public Properties clientProperties() {
    return broker.clientProperties();
  }

  /** The address for clients, HOST:PORT. */
  public String bootstrapServers() {
    return broker.bootstrapServers();
  }
}
