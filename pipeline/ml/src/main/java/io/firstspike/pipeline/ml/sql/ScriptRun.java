package io.firstspike.pipeline.ml.sql;

import io.firstspike.pipeline.stream.options.Failures;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.table.api.ResultKind;
import org.apache.flink.table.api.internal.TableEnvironmentInternal;
import org.apache.flink.table.api.internal.TableResultInternal;
import org.apache.flink.table.catalog.ResolvedCatalogBaseTable;
import org.apache.flink.table.operations.Operation;
import org.apache.flink.table.operations.QueryOperation;
import org.apache.flink.table.operations.SinkModifyOperation;
import org.apache.flink.table.operations.StatementSetOperation;
import org.apache.flink.table.operations.command.ResetOperation;
import org.apache.flink.table.operations.command.SetOperation;
import org.apache.flink.table.utils.print.PrintStyle;

/** One run of a script: its session, and the jobs that it has started. */
final class ScriptRun {

  private static final int COLUMN_WIDTH = 40;

  /** A parser's list of all words that might have come, which fills a screen. */
  private static final String WORDS_EXPECTED = " Was expecting one of:";

  private final SqlScript script;
  private final TableEnvironmentInternal tables;
  private final SubmittedJobs jobs;
  private final SessionSettings settings;
  private final PrintWriter out;
  private final ScriptListener listener;
  private final Duration brokerTimeout;
  private final CompletableFuture<Void> end;
  private final List<CompletableFuture<?>> running = new ArrayList<>();

  /**
   * Makes a run, in the thread that runs it: the planner keeps things there.
   *
   * @param environment makes the session; it tells its argument of each job before the job begins
   * @param end completes with the run
   */
  ScriptRun(
      SqlScript script,
      Function<Consumer<StreamGraph>, TableEnvironmentInternal> environment,
      Duration brokerTimeout,
      PrintWriter out,
      ScriptListener listener,
      CompletableFuture<Void> end) {
    this.script = script;
    this.jobs = new SubmittedJobs(() -> tables().getCatalogManager(), brokerTimeout);
    this.tables = environment.apply(jobs);
    this.settings = new SessionSettings(tables.getConfig().getConfiguration(), out);
    this.brokerTimeout = brokerTimeout;
    this.out = out;
    this.listener = listener;
    this.end = end;
  }

  private TableEnvironmentInternal tables() {
    return tables;
  }

  /** Runs all statements; {@code end} completes when their jobs have ended. */
  void run() {
    for (Statement statement : script.statements()) {
      try {
        run(statement).ifPresent(job -> running.add(watched(job, statement)));
      } catch (Exception | LinkageError e) { // as Flink declares, and what user code may lack
        throw failure(statement, e);
      }
    }
    CompletableFuture.allOf(running.toArray(CompletableFuture[]::new))
        .thenRun(() -> end.complete(null));
  }

  /** Runs a statement; returns its job if that goes on beside the next statements. */
  private Optional<JobClient> run(Statement statement)
      throws InterruptedException, ExecutionException {
    Operation operation = tables.getParser().parse(statement.text()).get(0);
    if (operation instanceof SetOperation set) {
      settings.set(set);
    } else if (operation instanceof ResetOperation reset) {
      settings.reset(reset);
    } else {
      List<KafkaTable> written = written(operation).toList();
      written.forEach(table -> table.requireUsable(brokerTimeout));
      TableResultInternal result = tables.executeInternal(operation);
      result.getJobClient().ifPresent(job -> tellStarted(statement, job, written));
      if (!(operation instanceof QueryOperation) && result.getJobClient().isPresent()) {
        return awaited(statement, result.getJobClient().get());
      }
      if (result.getResultKind() == ResultKind.SUCCESS_WITH_CONTENT) {
        print(result, operation instanceof QueryOperation);
      }
    }
    return Optional.empty();
  }

  /** The tables of Kafka that an operation writes to. */
  private static Stream<KafkaTable> written(Operation operation) {
    if (operation instanceof StatementSetOperation set) {
      return set.getOperations().stream().flatMap(ScriptRun::written);
    }
    if (operation instanceof SinkModifyOperation sink) {
      ResolvedCatalogBaseTable<?> table = sink.getContextResolvedTable().getResolvedTable();
      Map<String, String> options = new HashMap<>(table.getOptions());
      options.putAll(sink.getDynamicOptions());
      String name = sink.getContextResolvedTable().getIdentifier().getObjectName();
      return Stream.of(options).filter(KafkaTable::is).map(o -> new KafkaTable(name, o, true));
    }
    return Stream.empty();
  }

  private void tellStarted(Statement statement, JobClient job, List<KafkaTable> written) {
    Map<String, Properties> brokers = new HashMap<>();
    Stream.concat(written.stream(), jobs.lastRead().stream())
        .forEach(table -> brokers.putIfAbsent(table.servers(), table.client()));
    listener.started(
        new StartedJob(statement.line(), job.getJobID(), List.copyOf(brokers.values())));
  }

  private Optional<JobClient> awaited(Statement statement, JobClient job)
      throws InterruptedException, ExecutionException {
    if (!jobs.lastIsBounded()) {
      listener.note("line " + statement.line() + ": " + statement.head() + " runs on");
      return Optional.of(job);
    }
    job.getJobExecutionResult().get();
    listener.note("line " + statement.line() + ": " + statement.head() + " done");
    return Optional.empty();
  }

  private CompletableFuture<?> watched(JobClient job, Statement statement) {
    return job.getJobExecutionResult()
        .whenComplete(
            (result, failure) -> {
              if (failure != null) {
                end.completeExceptionally(failure(statement, failure));
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

  private SqlException failure(Statement statement, Throwable failure) {
    return new SqlException(
        script.name()
            + ", line "
            + statement.line()
            + " ("
            + statement.head()
            + "): "
            + listener.explain(failure).orElseGet(() -> reason(failure)),
        failure);
  }

  /** Flink's reason; a failure that has come from a task begins with the name of its class. */
  private static String reason(Throwable failure) {
    Throwable cause = Failures.innermost(failure);
    if (cause.getMessage() == null) {
      return cause.getClass().getSimpleName();
    }
    String text = Failures.oneLine(cause).replaceFirst("^([\\w$]+\\.)+[\\w$]+: ", "");
    int words = text.indexOf(WORDS_EXPECTED);
    return words < 0 ? text : text.substring(0, words);
  }
}
