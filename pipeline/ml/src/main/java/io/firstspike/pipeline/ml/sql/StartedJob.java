package io.firstspike.pipeline.ml.sql;

import java.util.List;
import java.util.Properties;
import org.apache.flink.api.common.JobID;

/**
 * A job that a statement of a script has started.
 *
 * @param line the line that the statement begins on, from 1
 * @param id the job's number
 * @param brokers settings of Kafka's clients for the brokers of its tables, one for each address
 */
public record StartedJob(int line, JobID id, List<Properties> brokers) {

  public StartedJob {
    brokers = List.copyOf(brokers);
  }
}
