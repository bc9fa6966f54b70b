package io.firstspike.pipeline.app.cli;

import io.firstspike.connectors.admin.BrokerUnavailableException;
import io.firstspike.connectors.admin.MissingTopicsException;
import io.firstspike.connectors.admin.Topics;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.app.launch.StopSignal;
import io.firstspike.pipeline.app.watch.ScriptWatch;
import io.firstspike.pipeline.local.EmbeddedFlink;
import io.firstspike.pipeline.ml.function.FunctionOptions;
import io.firstspike.pipeline.ml.function.SnnClassify;
import io.firstspike.pipeline.ml.function.SnnEncode;
import io.firstspike.pipeline.ml.function.SnnLabel;
import io.firstspike.pipeline.ml.predict.OnError;
import io.firstspike.pipeline.ml.sql.ScriptRunner;
import io.firstspike.pipeline.ml.sql.SqlScript;
import io.firstspike.pipeline.stream.options.BackendOption;
import io.firstspike.pipeline.stream.options.FrameLimits;
import io.firstspike.pipeline.stream.options.InputException;
import io.firstspike.pipeline.stream.options.KafkaOptions;
import io.firstspike.pipeline.stream.options.NetworkLimitOption;
import io.firstspike.pipeline.stream.options.NetworkOptions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.functions.UserDefinedFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a script of Flink SQL in this JVM. */
@Command(
    name = "sql",
    description = {
      "Run a script of Flink SQL on an embedded Flink, with the functions SNN_CLASSIFY, SNN_LABEL"
          + " and SNN_ENCODE. An INSERT whose sources end is waited for; others go on until Ctrl-C."
          + " Rows of a SELECT are printed.",
      "Models come from a file (--model), or else from the models topic. The script's variables are"
          + " those of --define; bootstrap-servers, frames and the names of the other topics; and"
          + " kafka-options, which is what --kafka-config says, as options of a table."
    })
final class Sql implements Callable<Integer> {

  private static final Duration LOOK_EVERY = Duration.ofMillis(100);
  private static final String SERVERS = "bootstrap.servers";

  @Spec private CommandSpec command;

  @Parameters(
      paramLabel = "SCRIPT",
      description = "A file, or a script that comes with the program: classify.sql, accuracy.sql.")
  private String script;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "The model that the functions classify with (default: the models topic's).")
  private Path model;

  @Option(
      names = "--models-topic",
      paramLabel = "NAME",
      description = "The topic of the models to follow, without --model (default: models).")
  private String modelsTopic;

  @Option(
      names = "--network",
      paramLabel = "NAME|FILE",
      description =
          "The network whose encoding SNN_ENCODE applies (default: that of --model, else "
              + NetworkOptions.DEFAULT_NETWORK
              + ").")
  private String network;

  @Option(
      names = "--on-error",
      paramLabel = "fail|null",
      defaultValue = "fail",
      description =
          "What the functions do with an image that cannot be used: fail, or take it for NULL"
              + " (default: ${DEFAULT-VALUE}).")
  private OnError onError;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A setting of Flink, as SET in the script, such as parallelism.default=2.")
  private Map<String, String> settings = new TreeMap<>();

  @Option(names = "--define", paramLabel = "NAME=VALUE", description = "A variable of the script.")
  private Map<String, String> variables = new TreeMap<>();

  @Mixin private KafkaOptions kafka;
  @Mixin private FrameLimits limits;
  @Mixin private NetworkLimitOption networkLimit;
  @Mixin private BackendOption backend;

  @Override
  public Integer call() throws Exception {
    SqlScript statements = SqlScript.load(script, variables());
    Map<String, UserDefinedFunction> functions = functions();
    requireModels(statements);
    PrintWriter out = command.commandLine().getOut();
    try (StopSignal stop = new StopSignal();
        EmbeddedFlink flink =
            stop.unlessStopped(() -> EmbeddedFlink.start(slots(statements), configuration()));
        ScriptWatch watch = new ScriptWatch(flink, this::note)) {
      ScriptRunner runner =
          new ScriptRunner(
              submitted -> flink.environment(new Configuration(), submitted),
              settings,
              tables -> functions.forEach(tables::createTemporarySystemFunction),
              out,
              watch,
              kafka.timeout());
      CompletableFuture<Void> end = runner.start(statements);
      while (!end.isDone()) {
        if (stop.within(LOOK_EVERY)) {
          note("stopped");
          return ExitCode.OK;
        }
        watch.look();
      }
      end.get();
      return ExitCode.OK;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure ? failure : e;
    }
  }

  /** Enough for all statements to run at the same time, each on all processors. */
  private static int slots(SqlScript statements) {
    return statements.size() * Runtime.getRuntime().availableProcessors();
  }

  /** Asks the broker whether it has the topic of the models, if the script classifies with them. */
  private void requireModels(SqlScript statements) {
    if (model == null
        && (statements.mentions("SNN_CLASSIFY") || statements.mentions("SNN_LABEL"))) {
      try {
        Topics.requireExisting(kafka.client(), List.of(modelsTopic()), kafka.timeout());
      } catch (BrokerUnavailableException | MissingTopicsException e) {
        throw new InputException(e.getMessage() + "; or classify with a file, --model", e);
      }
    }
  }

  private String modelsTopic() {
    return modelsTopic == null ? kafka.topics().models() : modelsTopic;
  }

  private Configuration configuration() {
    Configuration configuration = new Configuration();
    // With Flink's default a statement that cannot work would be tried again for ever.
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    // As in our own jobs: what has come since the last checkpoint that worked is not lost.
    configuration.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, Integer.MAX_VALUE);
    configuration.addAll(Configuration.fromMap(settings));
    return configuration;
  }

  /** Makes the functions before Flink starts: a missing model is told at once. */
  private Map<String, UserDefinedFunction> functions() {
    if (onError == OnError.SKIP) {
      throw new InputException(
          "--on-error is fail or null; skip is for the format firstspike-image: --define"
              + " on-error=skip");
    }
    FunctionOptions options =
        FunctionOptions.DEFAULT
            .withOnError(onError)
            .withLimits(limits.limits())
            .withBackend(backend.name());
    Properties client = kafka.client();
    String topic = modelsTopic();
    NetworkLimit limit = networkLimit.limit();
    try {
      return Map.of(
          "SNN_CLASSIFY",
          (model == null
                  ? SnnClassify.following(client, topic, limit)
                  : SnnClassify.of(model, limit))
              .with(options),
          "SNN_LABEL",
          (model == null ? SnnLabel.following(client, topic, limit) : SnnLabel.of(model, limit))
              .with(options),
          "SNN_ENCODE",
          encoding(limit).with(options));
    } catch (ValidationException e) {
      throw new InputException("--model: " + e.getMessage(), e);
    }
  }

  private SnnEncode encoding(NetworkLimit limit) {
    if (network == null && model != null) {
      return SnnEncode.of(model, limit);
    }
    String name = network == null ? NetworkOptions.DEFAULT_NETWORK : network;
    NetworkSpec spec = NetworkSpec.load(name, limit);
    return SnnEncode.of(NetworkOptions.withoutGraph(spec, "--model"));
  }

  private Map<String, String> variables() {
    Properties client = kafka.client();
    TopicNames topics = kafka.topics();
    Map<String, String> all = new HashMap<>();
    all.put("bootstrap-servers", client.getProperty(SERVERS));
    all.put("kafka-options", tableOptions(client));
    all.put("frames", topics.frames());
    all.put("labels", topics.labels());
    all.put("predictions", topics.predictions());
    all.put("models", topics.models());
    all.putAll(variables);
    return all;
  }

  private static String tableOptions(Properties client) {
    return client.stringPropertyNames().stream()
        .filter(name -> !name.equals(SERVERS))
        .sorted()
        .map(name -> option(name, client.getProperty(name)))
        .collect(Collectors.joining());
  }

  private static String option(String name, String value) {
    return "'properties." + name + "' = '" + value.replace("'", "''") + "', ";
  }

  private void note(String line) {
    PrintWriter err = command.commandLine().getErr();
    err.println(line);
    err.flush();
  }
}
