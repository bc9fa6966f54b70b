package io.firstspike.pipeline.ml.sql;

import io.firstspike.pipeline.stream.options.Failures;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.ResultKind;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.table.api.internal.TableEnvironmentInternal;
import org.apache.flink.table.api.internal.TableResultInternal;
import org.apache.flink.table.operations.Operation;
import org.apache.flink.table.operations.QueryOperation;
import org.apache.flink.table.operations.command.ResetOperation;
import org.apache.flink.table.operations.command.SetOperation;
import org.apache.flink.table.utils.print.PrintStyle;

/**
 * Runs scripts of SQL statements, one statement after the other.
 *
 * <p>An INSERT whose sources end is waited for. One that goes on for ever runs beside what follows;
 * the script ends when all of them have. Rows of a SELECT are printed as they come.
 */
public final class ScriptRunner {

  private static final int COLUMN_WIDTH = 40;

  private final SubmittedJobs jobs = new SubmittedJobs();
  private final Function<Consumer<StreamGraph>, StreamExecutionEnvironment> flink;
  private final Configuration configuration;
  private final Consumer<TableEnvironment> beforehand;
  private final PrintWriter out;
  private final Consumer<String> notes;

  /**
   * Makes a runner.
   *
   * @param flink makes the environment that jobs run in; it tells a listener of each job before the
   *     job is submitted
   * @param configuration settings as of SET, before the first statement
   * @param beforehand makes functions and tables that statements find
   * @param out receives the rows of queries
   * @param notes receives what else is to be told, a line each
   */
  public ScriptRunner(
      Function<Consumer<StreamGraph>, StreamExecutionEnvironment> flink,
      Map<String, String> configuration,
      Consumer<TableEnvironment> beforehand,
      PrintWriter out,
      Consumer<String> notes) {
    this.flink = flink;
    this.configuration = Configuration.fromMap(configuration);
    this.beforehand = beforehand;
    this.out = out;
    this.notes = notes;
  }

  /**
   * Begins to run a script, in a thread of its own.
   *
   * @return completes when all statements have; with a {@link SqlException} when the first of them
   *     has failed, be it one that runs beside others
   */
  public CompletableFuture<Void> start(SqlScript script) {
    CompletableFuture<Void> end = new CompletableFuture<>();
    // One thread for all: the planner keeps things in the thread that has made the environment.
    Thread thread = new Thread(() -> run(script, end), "firstspike-sql");
    thread.setDaemon(true);
    thread.start();
    return end;
  }

  private void run(SqlScript script, CompletableFuture<Void> end) {
    List<CompletableFuture<?>> running = new ArrayList<>();
    try {
      TableEnvironmentInternal tables = environment();
      SessionSettings settings = new SessionSettings(tables.getConfig().getConfiguration(), out);
      for (Statement statement : script.statements()) {
        try {
          run(statement, tables, settings)
              .ifPresent(job -> running.add(watched(job, script, statement, end)));
        } catch (Exception | LinkageError e) { // as Flink declares, and what user code may lack
          throw failure(script, statement, e);
        }
      }
    } catch (RuntimeException e) {
      end.completeExceptionally(e);
      return;
    }
    CompletableFuture.allOf(running.toArray(CompletableFuture[]::new))
        .thenRun(() -> end.complete(null));
  }

  private TableEnvironmentInternal environment() {
    TableEnvironment tables =
        StreamTableEnvironment.create(
            flink.apply(jobs),
            EnvironmentSettings.newInstance().withConfiguration(configuration).build());
    beforehand.accept(tables);
    return (TableEnvironmentInternal) tables;
  }

  /** Runs a statement; returns its job if that goes on beside the next statements. */
  private Optional<JobClient> run(
      Statement statement, TableEnvironmentInternal tables, SessionSettings settings)
      throws InterruptedException, ExecutionException {
    Operation operation = tables.getParser().parse(statement.text()).get(0);
    if (operation instanceof SetOperation set) {
      settings.set(set);
    } else if (operation instanceof ResetOperation reset) {
      settings.reset(reset);
    } else {
      TableResultInternal result = tables.executeInternal(operation);
      if (!(operation instanceof QueryOperation) && result.getJobClient().isPresent()) {
        return awaited(statement, result.getJobClient().get());
      }
      if (result.getResultKind() == ResultKind.SUCCESS_WITH_CONTENT) {
        print(result, operation instanceof QueryOperation);
      }
    }
    return Optional.empty();
  }

  private Optional<JobClient> awaited(Statement statement, JobClient job)
      throws InterruptedException, ExecutionException {
    if (!jobs.lastIsBounded()) {
      notes.accept("line " + statement.line() + ": " + statement.head() + " runs on");
      return Optional.of(job);
    }
    job.getJobExecutionResult().get();
    notes.accept("line " + statement.line() + ": " + statement.head() + " done");
    return Optional.empty();
  }

  private static CompletableFuture<?> watched(
      JobClient job, SqlScript script, Statement statement, CompletableFuture<Void> end) {
    return job.getJobExecutionResult()
        .whenComplete(
            (result, failure) -> {
              if (failure != null) {
                end.completeExceptionally(failure(script, statement, failure));
              }
            });
  }

  private void print(TableResultInternal result, boolean query) {
    PrintStyle style =
        !query && result.getResolvedSchema().getColumnCount() == 1
            ? PrintStyle.rawContent(result.getRowDataToStringConverter())
            : PrintStyle.tableauWithTypeInferredColumnWidths(
                result.getResolvedSchema(),
                result.getRowDataToStringConverter(),
                COLUMN_WIDTH,
                false,
                query);
    style.print(result.collectInternal(), out);
    out.flush();
  }

  private static SqlException failure(SqlScript script, Statement statement, Throwable failure) {
    return new SqlException(
        script.name()
            + ", line "
            + statement.line()
            + " ("
            + statement.head()
            + "): "
            + reason(failure),
        failure);
  }

  /** Flink's reason; a failure that has come from a task begins with the name of its class. */
  private static String reason(Throwable failure) {
    Throwable cause = Failures.innermost(failure);
    String text = Failures.oneLine(cause).replaceFirst("^([\\w$]+\\.)+[\\w$]+: ", "");
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : text;
  }
}
