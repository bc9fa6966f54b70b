package io.firstspike.bench.stream;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.pipeline.app.console.Figures;
import io.firstspike.pipeline.app.console.Report;
import io.firstspike.pipeline.app.console.ReportOption;
import io.firstspike.pipeline.app.data.DataOptions;
import io.firstspike.pipeline.local.EmbeddedBroker;
import io.firstspike.pipeline.local.EmbeddedFlink;
import io.firstspike.pipeline.ml.function.SnnClassify;
import io.firstspike.pipeline.ml.sql.ScriptRunner;
import io.firstspike.pipeline.ml.sql.SqlScript;
import io.firstspike.pipeline.stream.options.Failures;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.client.JobCancellationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Command that measures other ways to classify a topic beside our own serving job. */
@Command(
    name = "ml",
    description = {
      "Send digits through a broker, all in this process, and measure frames a second through SQL"
          + " (the script classify.sql) and through a Flink ML pipeline beside the serving job, in"
          + " turns, at parallelism 1; then the time of a row in a servable beside the engine, and a pass"
          + " of OnlineSpikingClassifier beside the engine, whose weights must be equal. About"
          + " five minutes."
    })
public final class MlSpeed implements Callable<Integer> {

  @Spec private CommandSpec command;
  @Mixin private DataOptions data;

  @Mixin private ReportOption report;

  @Override
  public Integer call() throws Exception {
    report.check();
    Dataset train = data.train(1);
    Model model = StreamModel.trained(train);
    Dataset digits = StreamModel.sent(train);
    Path file = Files.createTempFile("firstspike-bench", ".fspk");
    try (EmbeddedBroker broker = EmbeddedBroker.start(EmbeddedBroker.Options.TEMPORARY)) {
      ModelFile.write(file, model);
      ServingComparison sql =
          ServingComparison.of(
              broker,
              "sql",
              model,
              digits,
              (flink, topics, client) -> startSql(flink, topics, client, file));
      print("SQL", sql);
      ServingComparison pipeline =
          ServingComparison.of(
              broker,
              "pipeline",
              model,
              digits,
              (flink, topics, client) ->
                  PipelineJob.start(flink, topics, client, model, ServingComparison.SETUP));
      print("Flink ML pipeline", pipeline);
      ServableCost servable = ServableCost.of(model, digits);
      print(servable);
      OnlineStage online = OnlineStage.of(broker, train);
      print(online);
      report.write(
          Report.of("bench ml", model.spec(), StreamModel.SEED)
              .with("data", train.name())
              .with("sqlOverJob", sql.ratio())
              .with("sqlOverJobRatios", sql.ratios())
              .with("sqlFramesPerSecond", sql.other())
              .with("sqlJobFramesPerSecond", sql.own())
              .with("pipelineOverJob", pipeline.ratio())
              .with("pipelineOverJobRatios", pipeline.ratios())
              .with("pipelineFramesPerSecond", pipeline.other())
              .with("pipelineJobFramesPerSecond", pipeline.own())
              .with("servableMicrosOverEngine", servable.over())
              .with("engineMicros", servable.engine())
              .with("onlineRows", online.rows())
              .with("onlineEngineSha256", online.engine())
              .with("onlineStageSha256", online.stage())
              .with("onlineDecisionsThatDiffer", online.differences()));
    } finally {
      Files.delete(file);
    }
    return 0;
  }

  private Optional<JobClient> startSql(
      EmbeddedFlink flink, TopicNames topics, Properties client, Path model) {
    Map<String, String> variables =
        Map.of(
            "bootstrap-servers",
            client.getProperty("bootstrap.servers"),
            "frames",
            topics.frames(),
            "predictions",
            topics.predictions(),
            "height",
            "28",
            "width",
            "28");
    PrintWriter err = command.commandLine().getErr();
    new ScriptRunner(
            submitted -> flink.environment(new Configuration(), submitted),
            Map.of(),
            tables -> tables.createTemporarySystemFunction("SNN_CLASSIFY", SnnClassify.of(model)),
            command.commandLine().getOut(),
            note -> {},
            Duration.ofSeconds(10))
        .start(SqlScript.load("classify.sql", variables))
        .exceptionally(
            failure -> {
              if (!(Failures.innermost(failure) instanceof JobCancellationException)) {
                err.println(failure.getMessage());
              }
              return null;
            });
    return Optional.empty();
  }

  private void print(OnlineStage online) {
    PrintWriter out = command.commandLine().getOut();
    out.printf(
        "OnlineSpikingClassifier on %,d rows: weights %s, the engine's %s, %d decisions differ%n",
        online.rows(), online.stage(), online.engine(), online.differences());
    out.flush();
  }

  private void print(ServableCost servable) {
    PrintWriter out = command.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "servable %.1f us a row above the engine's %.1f us%n",
        servable.over(),
        servable.engine());
    out.flush();
  }

  private void print(String title, ServingComparison measured) {
    PrintWriter out = command.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "%s %s, serving job %s, ratio %.2f (%.2f to %.2f)%n",
        title,
        Figures.perSecond(measured.other()),
        Figures.perSecond(measured.own()),
        measured.ratio(),
        measured.ratios().get(0),
        measured.ratios().get(measured.ratios().size() - 1));
    out.flush();
  }
}
