package io.firstspike.connectors.admin;

import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;

/**
 * A claim on a transactional id, which the latest claimant holds.
 *
 * <p>Two jobs with one prefix of transactional ids end each other's transactions only when both
 * happen to use the same id at the same time, and may write everything twice until then. By their
 * claims on one id the earlier job notices the later one within seconds. A claim begins no
 * transaction and writes no record.
 */
public final class TransactionClaim implements AutoCloseable {

  private final Connection connection;
  private final String id;
  private CompletableFuture<ProducerEpoch> own;
  private CompletableFuture<ProducerEpoch> latest;

  private TransactionClaim(Connection connection, String id) {
    this.connection = connection;
    this.id = id;
    this.own = connection.claim(id);
  }

  /**
   * Claims {@code id} for this client, without waiting for the broker.
   *
   * @param client Kafka client settings
   * @param timeout how long one request may take before it is made anew
   * @throws BrokerUnavailableException if no client can be made from the settings
   */
  public static TransactionClaim take(Properties client, String id, Duration timeout) {
    return new TransactionClaim(new Connection(client, timeout), id);
  }

  /**
   * Whether another client has claimed the id since, as far as the broker has answered; asks anew
   * for the next call. Never waits. A broker that does not answer leaves the claim as it is.
   */
  public boolean isLost() {
    if (!own.isDone()) {
      return false;
    }
    if (own.isCompletedExceptionally()) {
      own = connection.claim(id);
      return false;
    }
    if (latest != null && !latest.isDone()) {
      return false;
    }
    boolean lost =
        latest != null && !latest.isCompletedExceptionally() && !latest.join().equals(own.join());
    latest = connection.holder(id);
    return lost;
  }

  @Override
  public void close() {
    connection.close();
  }
}
