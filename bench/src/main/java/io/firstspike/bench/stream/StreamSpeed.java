package io.firstspike.bench.stream;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.replay.LabelPlace;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.app.console.Figures;
import io.firstspike.pipeline.app.console.Report;
import io.firstspike.pipeline.app.console.ReportOption;
import io.firstspike.pipeline.app.console.Table;
import io.firstspike.pipeline.app.data.DataOptions;
import io.firstspike.pipeline.local.EmbeddedBroker;
import io.firstspike.pipeline.stream.learner.Order;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Command that measures how fast frames go from topic to topic, and what that costs beside the
 * engine alone.
 */
@Command(
    name = "stream",
    description = {
      "Send digits through a broker and the job, all in this process, and measure frames a second,"
          + " CPU time a frame and latency from topic to topic, learning from every label: live and"
          + " replay order, parallelism 1 and 2, state on the heap and in RocksDB. Then the"
          + " same with the command run as a whole process, beside a bare job of Flink and Kafka"
          + " that writes the id of each frame; and PNG frames at a moderate rate through both."
          + " About ten minutes."
    })
public final class StreamSpeed implements Callable<Integer> {

  private static final Duration COMMITS = Duration.ofSeconds(1);

  @Spec private CommandSpec command;
  @Mixin private DataOptions data;

  @Option(
      names = "--network",
      paramLabel = "NAME|FILE",
      defaultValue = StreamModel.NETWORK,
      description = "The network that learns (default: ${DEFAULT-VALUE}).")
  private String network;

  @Option(
      names = "--only",
      paramLabel = "REGEX",
      defaultValue = ".*",
      description =
          "Only rows whose title has this in it, such as \"live, heap, 1$\" or \""
              + ProcessMeasurement.TITLE
              + "\".")
  private Pattern only;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "How long run is measured as a process of its own, on Linux, seven rounds at least"
              + " (default: ${DEFAULT-VALUE}).")
  private int minutes;

  @Mixin private ReportOption report;

  @Override
  public Integer call() throws Exception {
    report.check();
    PrintWriter out = command.commandLine().getOut();
    Dataset train = data.train(1);
    Model model = StreamModel.trained(NetworkSpec.load(network), train);
    Dataset digits = StreamModel.sent(train);
    List<StreamMeasurement> rows = new ArrayList<>();
    try (EmbeddedBroker broker = EmbeddedBroker.start(EmbeddedBroker.Options.TEMPORARY)) {
      StreamMeasurement.warmUp(broker, model, digits);
      for (StreamSetup setup : setups()) {
        if (only.matcher(setup.title()).find()) {
          var row = StreamMeasurement.of(broker, "row" + rows.size(), setup, model, digits);
          out.println(row.line());
          out.flush();
          rows.add(row);
          report.write( // After each row: whoever stops half-way has what there is.
              report(train, model, rows));
        }
      }
      if (!rows.isEmpty()) {
        print(out, rows);
      }
      if (only.matcher(ProcessMeasurement.TITLE).find() && JobProcess.measurable()) {
        ProcessMeasurement process =
            ProcessMeasurement.of(broker, model, digits, Duration.ofMinutes(minutes));
        out.println(process.line());
        report.write(
            report(train, model, rows)
                .with("processCpuRatio", process.middle().ratio())
                .with("bareCpuRatio", process.bareCpuRatio())
                .with("bareCpuRatioAt" + StreamMeasurement.MODERATE, process.bareCpuRatioAtRate())
                .with("bareP99Ratio", process.bareP99Ratio())
                .with("residentMegabytes", process.residentMegabytes())
                .with("process", process.fields()));
      }
    }
    return 0;
  }

  private static List<StreamSetup> setups() {
    List<StreamSetup> setups = new ArrayList<>();
    for (Order order : Order.values()) {
      for (String backend : List.of("hashmap", "rocksdb")) {
        for (int slots = 1; slots <= 2; slots++) {
          setups.add(StreamSetup.PLAIN.with(order, backend, slots));
        }
      }
    }
    setups.add(StreamSetup.PLAIN.withLabels(LabelPlace.TOPIC));
    setups.add(StreamSetup.PLAIN.withCommits(COMMITS));
    return setups;
  }

  private static void print(PrintWriter out, List<StreamMeasurement> rows) {
    Table table =
        Table.empty()
            .row(
                "p50 / p99 / p99.9",
                "peak",
                "at half of it",
                "at " + StreamMeasurement.MODERATE + "/s",
                "engine alone",
                "tasks",
                "whole job",
                "ratio",
                "with machine");
    for (StreamMeasurement row : rows) {
      table =
          table.row(
              row.setup().title(),
              Figures.perSecond(row.peak()),
              row.atHalf().text(),
              row.atModerate().text(),
              micros(row.cost().engine()),
              micros(row.cost().tasks()),
              micros(row.cost().job()),
              String.format(Locale.ROOT, "%.2f", row.cost().ratio()),
              micros(row.cost().job() + row.cost().machine()));
    }
    out.println();
    out.println(table);
    out.flush();
  }

  static String micros(double micros) {
    return String.format(Locale.ROOT, "%.0f us", micros);
  }

  /** The single figures are those of the first row: live, on the heap, parallelism 1. */
  private Report report(Dataset train, Model model, List<StreamMeasurement> rows) {
    List<Map<String, Object>> fields = new ArrayList<>();
    for (StreamMeasurement row : rows) {
      fields.add(row.fields());
    }
    Report written =
        Report.of("bench stream", model.spec(), StreamModel.SEED).with("data", train.name());
    if (!rows.isEmpty()) {
      StreamMeasurement first = rows.get(0);
      written =
          written
              .with("peakFramesPerSecond", first.peak())
              .with("cpuPerFrameRatio", first.cost().ratio())
              .with("p99MillisAt" + StreamMeasurement.MODERATE, first.atModerate().p99());
    }
    return written.with("rows", fields);
  }
}
