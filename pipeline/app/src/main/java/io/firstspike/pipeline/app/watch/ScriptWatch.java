package io.firstspike.pipeline.app.watch;

import io.firstspike.pipeline.local.EmbeddedFlink;
import io.firstspike.pipeline.ml.sql.ScriptListener;
import io.firstspike.pipeline.ml.sql.StartedJob;
import io.firstspike.pipeline.stream.job.Delivery;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * Reports the restarts and failed checkpoints of a script's jobs, each with the line of its
 * statement, and when brokers of their tables do not answer. Its jobs are started in the script's
 * thread; all else is for one other thread.
 */
public final class ScriptWatch implements ScriptListener, AutoCloseable {

  private static final long LOOK_EVERY_NANOS = Duration.ofSeconds(1).toNanos();

  private final EmbeddedFlink flink;
  private final Reasons reasons;
  private final Consumer<String> say;
  private final Queue<JobWatch> jobs = new ConcurrentLinkedQueue<>();
  private final Queue<Properties> asked = new ConcurrentLinkedQueue<>();
  private final Map<String, BrokerWatch> brokers = new HashMap<>();
  private long lookedAt = System.nanoTime();

  /**
   * Makes a watch.
   *
   * @param flink runs the script's jobs
   * @param say receives each message
   */
  public ScriptWatch(EmbeddedFlink flink, Consumer<String> say) {
    this.flink = flink;
    this.reasons = new Reasons(List.of(flink.workingFolder()), "");
    this.say = say;
  }

  @Override
  public void note(String line) {
    say.accept(line);
  }

  @Override
  public void started(StartedJob job) {
    jobs.add(
        new JobWatch(
            Delivery.AT_LEAST_ONCE,
            job.id(),
            () -> flink.graph(job.id()),
            reasons,
            state -> {},
            new Health(),
            text -> say.accept("line " + job.line() + ": " + text)));
    asked.addAll(job.brokers());
  }

  @Override
  public Optional<String> explain(Throwable failure) {
    return reasons.repairable(failure);
  }

  /**
   * Looks at jobs and brokers, and reports what is new; at most once a second, however often it is
   * called.
   *
   * @throws StreamFailedException if another job has ended the transactions of one of them
   */
  public void look() throws Exception {
    if (System.nanoTime() - lookedAt < LOOK_EVERY_NANOS) {
      return;
    }
    lookedAt = System.nanoTime();
    for (Properties next = asked.poll(); next != null; next = asked.poll()) {
      Properties client = next;
      brokers.computeIfAbsent(
          client.getProperty("bootstrap.servers"), servers -> BrokerWatch.of(client, say));
    }
    brokers.values().forEach(BrokerWatch::look);
    for (Iterator<JobWatch> all = jobs.iterator(); all.hasNext(); ) {
      JobWatch job = all.next();
      if (job.lookUntilEnded()) {
        job.close();
        all.remove();
      }
    }
  }

  @Override
  public void close() {
    jobs.forEach(JobWatch::close);
    brokers.values().forEach(BrokerWatch::close);
  }
}
