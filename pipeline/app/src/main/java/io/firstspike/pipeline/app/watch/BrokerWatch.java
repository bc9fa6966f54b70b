package io.firstspike.pipeline.app.watch;

import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Reports when a broker does not answer, and when it answers again; Kafka's clients themselves wait
 * without a message. Not thread-safe.
 */
public final class BrokerWatch implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 10_000;
  private static final long ASK_EVERY_NANOS = Duration.ofSeconds(3).toNanos();
  private static final String SILENT =
      "no broker answers at %s within " + PATIENCE_MILLIS / 1000 + " s: %s waits for it";
  private static final String RECONNECT_MILLIS = "1000";

  private final Admin admin;
  private final String servers;
  private final String who;
  private final Consumer<String> say;
  private KafkaFuture<?> asked;
  private long askedAt;
  private boolean silent;

  private BrokerWatch(Admin admin, String servers, String who, Consumer<String> say) {
    this.admin = admin;
    this.servers = servers;
    this.who = who;
    this.say = say;
    ask();
  }

  /**
   * Makes a watch over a job's broker.
   *
   * @param client settings of Kafka's clients
   * @param say receives each message
   */
  public static BrokerWatch of(Properties client, Consumer<String> say) {
    return of(client, "the job", say);
  }

  /**
   * Makes a watch over a broker.
   *
   * @param client settings of Kafka's clients
   * @param who what waits for the broker, for messages
   * @param say receives each message
   */
  public static BrokerWatch of(Properties client, String who, Consumer<String> say) {
    Properties properties = new Properties();
    properties.putAll(client);
    // A broker that is away is not asked more often than this class reports.
    properties.put(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, RECONNECT_MILLIS);
    properties.put(AdminClientConfig.RECONNECT_BACKOFF_MS_CONFIG, RECONNECT_MILLIS);
    String servers = client.getProperty(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG);
    return new BrokerWatch(Admin.create(properties), servers, who, say);
  }

  /** Reports a change; to be called from time to time. Does not wait for the broker. */
  public void look() {
    if (asked.isDone() && System.nanoTime() - askedAt >= ASK_EVERY_NANOS) {
      report(answers());
      ask();
    }
  }

  /** The trouble with the broker, in words; empty if it answers. */
  public Optional<String> problem() {
    return silent ? Optional.of(SILENT.formatted(servers, who)) : Optional.empty();
  }

  private void ask() {
    askedAt = System.nanoTime();
    asked = admin.describeCluster(new DescribeClusterOptions().timeoutMs(PATIENCE_MILLIS)).nodes();
  }

  /** Whether the broker answers; a refusal is an answer, too. */
  private boolean answers() {
    try {
      asked.get();
      return true;
    } catch (ExecutionException e) {
      return !(e.getCause() instanceof TimeoutException);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private void report(boolean answers) {
    if (silent == answers) {
      silent = !answers;
      say.accept(
          answers ? "the broker at " + servers + " answers again" : SILENT.formatted(servers, who));
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
