package io.firstspike.pipeline.stream.status;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.flink.core.execution.JobClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes on the messages of a running job's operators to its user ({@link StatusLines}). */
public final class StatusWatch {

  private static final Logger LOG = LoggerFactory.getLogger(StatusWatch.class);

  private final JobClient job;
  private final Consumer<String> say;
  private CompletableFuture<Map<String, Object>> asked;
  private Set<String> said = Set.of();

  /**
   * Makes a watch over {@code job}.
   *
   * @param say receives each line when it becomes true
   */
  public StatusWatch(JobClient job, Consumer<String> say) {
    this.job = job;
    this.say = say;
  }

  /** Passes on new lines; to be called from time to time. Does not wait for the job's answer. */
  public void look() {
    if (asked == null) {
      asked = job.getAccumulators();
    } else if (asked.isDone()) {
      if (asked.isCompletedExceptionally()) {
        // A failure is ignored: other classes watch whether the job is alive.
        asked.whenComplete(
            (all, failure) -> LOG.debug("the job does not tell its status", failure));
      } else {
        report(asked.join().get(StatusLines.NAME));
      }
      asked = null;
    }
  }

  private void report(Object value) {
    Set<String> lines = new TreeSet<>();
    if (value instanceof Collection<?> all) {
      all.forEach(line -> lines.add(line.toString()));
    }
    lines.stream().filter(line -> !said.contains(line)).forEach(say);
    said = lines;
  }
}
