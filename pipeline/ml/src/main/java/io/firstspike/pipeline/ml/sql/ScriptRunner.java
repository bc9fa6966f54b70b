package io.firstspike.pipeline.ml.sql;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.table.api.internal.TableEnvironmentInternal;

/**
 * Runs scripts of SQL statements, one statement after the other.
 *
 * <p>An INSERT whose sources end is waited for. One that goes on for ever runs beside what follows;
 * the script ends when all of them have. Rows of a SELECT are printed as they come. Before a job
 * begins, the brokers of its Kafka tables are asked whether it can.
 */
public final class ScriptRunner {

  private final Function<Consumer<StreamGraph>, StreamExecutionEnvironment> flink;
  private final Configuration configuration;
  private final Consumer<TableEnvironment> beforehand;
  private final PrintWriter out;
  private final ScriptListener listener;
  private final Duration brokerTimeout;

  /**
   * Makes a runner.
   *
   * @param flink makes the environment that jobs run in; it tells a listener of each job before the
   *     job is submitted
   * @param configuration settings as of SET, before the first statement
   * @param beforehand makes functions and tables that statements find
   * @param out receives the rows of queries
   * @param listener receives what else is to be told
   * @param brokerTimeout how long to wait for the first answer of the brokers of a job's tables
   */
  public ScriptRunner(
      Function<Consumer<StreamGraph>, StreamExecutionEnvironment> flink,
      Map<String, String> configuration,
      Consumer<TableEnvironment> beforehand,
      PrintWriter out,
      ScriptListener listener,
      Duration brokerTimeout) {
    this.flink = flink;
    this.configuration = Configuration.fromMap(configuration);
    this.beforehand = beforehand;
    this.out = out;
    this.listener = listener;
    this.brokerTimeout = brokerTimeout;
  }

  /**
   * Begins to run a script, in a thread of its own.
   *
   * @return completes when all statements have; with a {@link SqlException} when the first of them
   *     has failed, be it one that runs beside others
   */
  public CompletableFuture<Void> start(SqlScript script) {
    CompletableFuture<Void> end = new CompletableFuture<>();
    // One thread for all statements, as the planner keeps things in it.
    Thread thread = new Thread(() -> run(script, end), "firstspike-sql");
    thread.setDaemon(true);
    thread.start();
    return end;
  }

  private void run(SqlScript script, CompletableFuture<Void> end) {
    try {
      new ScriptRun(script, this::environment, brokerTimeout, out, listener, end).run();
    } catch (RuntimeException e) {
      end.completeExceptionally(e);
    }
  }

  private TableEnvironmentInternal environment(Consumer<StreamGraph> jobs) {
    TableEnvironment tables =
        StreamTableEnvironment.create(
            flink.apply(jobs),
            EnvironmentSettings.newInstance().withConfiguration(configuration).build());
    beforehand.accept(tables);
    return (TableEnvironmentInternal) tables;
  }
}
