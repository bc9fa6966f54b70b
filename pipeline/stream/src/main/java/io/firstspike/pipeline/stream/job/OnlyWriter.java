package io.firstspike.pipeline.stream.job;

import io.firstspike.connectors.admin.TransactionClaim;
import java.time.Duration;
import java.util.Properties;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.kafka.common.errors.ProducerFencedException;

/**
 * Passes records on, and ends the job for good when another one has begun to write with the same
 * transactional ids. A restart would only end the transactions of the other.
 *
 * @param <T> what is written
 */
final class OnlyWriter<T> extends AbstractStreamOperator<T>
    implements OneInputStreamOperator<T, T> {

  private static final long serialVersionUID = 1L;

  private static final Duration LOOKS = Duration.ofSeconds(1);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final Properties client;
  private final String id;
  private transient TransactionClaim claim;

  /**
   * Makes an operator that claims a transactional id.
   *
   * @param client Kafka client settings
   * @param id what the job claims, the same in each job that may write the same records
   */
  OnlyWriter(Properties client, String id) {
    this.client = client;
    this.id = id;
    // The default for operators would separate it from what makes the records.
    setChainingStrategy(ChainingStrategy.ALWAYS);
  }

  /** Claims the id anew at each start of the job: the one before it has ended by then. */
  @Override
  public void open() throws Exception {
    super.open();
    if (getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() != 0) {
      return;
    }
    claim = TransactionClaim.take(client, id, TIMEOUT);
    getProcessingTimeService()
        .scheduleWithFixedDelay(time -> requireOwn(), LOOKS.toMillis(), LOOKS.toMillis());
  }

  private void requireOwn() {
    if (claim.isLost()) {
      throw new SuppressRestartsException(
          new ProducerFencedException("another job has claimed the transactional id " + id));
    }
  }

  @Override
  public void processElement(StreamRecord<T> element) {
    output.collect(element);
  }

  @Override
  public void close() throws Exception {
    if (claim != null) {
      claim.close();
    }
    super.close();
  }
}
