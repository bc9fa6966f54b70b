package io.firstspike.pipeline.app.convert;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.engine.encode.Encoder;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.onnx.Normalisation;
import io.firstspike.engine.onnx.OnnxException;
import io.firstspike.engine.onnx.OnnxFile;
import io.firstspike.engine.onnx.OnnxNetwork;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.stepped.FramesSpec;
import io.firstspike.engine.spec.stepped.ReadSpec;
import io.firstspike.engine.stepped.conversion.Ceilings;
import io.firstspike.engine.stepped.conversion.RateConversion;
import io.firstspike.engine.stepped.conversion.Start;
import io.firstspike.engine.stepped.graph.Graph;
import io.firstspike.engine.stepped.graph.GraphException;
import io.firstspike.engine.stepped.plan.Plan;
import io.firstspike.engine.stepped.plan.TimeStep;
import io.firstspike.engine.stepped.stimulus.FrameCoding;
import io.firstspike.pipeline.app.console.Figures;
import io.firstspike.pipeline.app.console.OutputFiles;
import io.firstspike.pipeline.app.console.Table;
import io.firstspike.pipeline.app.data.DataOptions;
import io.firstspike.pipeline.app.nir.GraphModel;
import io.firstspike.pipeline.app.nir.ImageInput;
import io.firstspike.pipeline.app.nir.NodeTable;
import io.firstspike.pipeline.stream.options.InputException;
import io.firstspike.pipeline.stream.options.NetworkLimitOption;
import io.firstspike.pipeline.stream.options.Ranges;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Options of a trained network of rectifiers that becomes one of spiking neurons. */
final class NetworkConversion {

  private static final TimeStep STEP = new TimeStep(1);

  private static final long SEED = 1;

  @Option(
      names = "--onnx",
      paramLabel = "FILE",
      description =
          "The trained network, an ONNX file: convolutions, full connections, batch normalisation,"
              + " ReLU, average pooling, sums of branches. A node that cannot be converted is named.")
  private Path file;

  @Option(
      names = "--calibrate",
      paramLabel = "DIR",
      description =
          "With --onnx: a data set, as --data of train takes it. Its training images set the"
              + " thresholds; on its test images both networks are compared.")
  private String data;

  @Option(
      names = "--calibration-images",
      paramLabel = "N",
      defaultValue = "1000",
      description =
          "With --onnx: training images that set the thresholds (default: ${DEFAULT-VALUE}).")
  private int calibrated;

  @Option(
      names = "--percentile",
      paramLabel = "P",
      defaultValue = "99.9",
      description =
          "With --onnx: a neuron that fires in every time step stands for this percentile of its"
              + " layer's activations above 0; higher ones are cut off (default: ${DEFAULT-VALUE}).")
  private double percentile;

  @Option(
      names = "--start",
      paramLabel = "half|zero",
      defaultValue = "half",
      converter = StartConverter.class,
      description =
          "With --onnx: the potential that neurons begin with, half the threshold or 0 (default:"
              + " ${DEFAULT-VALUE}).")
  private Start start;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "64",
      description =
          "With --onnx: time steps that an image is shown (default: ${DEFAULT-VALUE}). The networks"
              + " are compared with fewer, too.")
  private int steps;

  @Option(
      names = "--mean",
      paramLabel = "X",
      split = ",",
      description =
          "With --onnx: what training subtracted from intensities of 0 to 1, one number or one for"
              + " each channel (default: 0).")
  private List<Float> means;

  @Option(
      names = "--std",
      paramLabel = "X",
      split = ",",
      description =
          "With --onnx: what training then divided them by, as many numbers (default: 1; for"
              + " intensities of 0 to 255, 0.00392157).")
  private List<Float> deviations;

  @Option(
      names = "--labels",
      paramLabel = "LABEL",
      split = ",",
      description = "With --onnx: what the outputs stand for (default: 0,1,2,...).")
  private List<String> labels;

  @Option(
      names = "--compare",
      paramLabel = "N",
      defaultValue = "1000",
      description =
          "With --onnx: test images that both networks decide on (default: ${DEFAULT-VALUE}).")
  private int compared;

  @Mixin private NetworkLimitOption limit;

  boolean isNamed() {
    return file != null;
  }

  /**
   * Converts.
   *
   * @param out the file to write
   * @param overwrite whether it may exist
   */
  void run(Path out, boolean overwrite, CommandSpec command) {
    requireSensible();
    OutputFiles.requireNew("--out", out, overwrite);
    DataOptions pictures = DataOptions.of("--calibrate", data, command);
    OnnxNetwork read = OnnxFile.read(file, normalisation(), limit.limit());
    PrintWriter printer = command.commandLine().getOut();
    try {
      convert(read, pictures, out, printer);
    } catch (GraphException e) {
      throw new OnnxException(file + ": " + e.getMessage(), e);
    }
    read.remarks().forEach(remark -> command.commandLine().getErr().println("note: " + remark));
    printer.println("model written to " + out);
    printer.flush();
  }

  private void convert(OnnxNetwork read, DataOptions pictures, Path out, PrintWriter printer) {
    Plan plan = Plan.of(read.graph(), STEP, limit.limit());
    String origin = file.getFileName() + ", ONNX of " + read.producer();
    Network network =
        described(read.graph(), plan, origin).shown(frames(1)).model(SEED, limit.limit()).network();
    Dataset train = pictures.train(SEED);
    Graph spiking = RateConversion.of(plan, ceilings(plan, network.spec(), train), start);
    Plan converted = Plan.of(spiking, STEP, limit.limit());
    GraphModel described = described(spiking, converted, origin + thresholds(train));
    Model model = described.model(SEED, limit.limit());
    Agreement agreement = new Agreement(network, pictures.test(), compared);
    ModelFile.write(out, model);
    NodeTable.print(converted, printer);
    print(agreement, described, printer);
  }

  private void requireSensible() {
    if (data == null) {
      throw new InputException(
          "--onnx needs pictures to set thresholds by: name a data set with --calibrate, such as"
              + " --calibrate sample");
    }
    Ranges.require("--calibration-images", calibrated, 1, Integer.MAX_VALUE);
    Ranges.require("--steps", steps, 1, FramesSpec.MOST_STEPS);
    Ranges.require("--compare", compared, 1, Integer.MAX_VALUE);
    if (!(percentile > 0 && percentile <= 100)) {
      throw new InputException("--percentile is " + percentile + ", must be above 0 to 100");
    }
  }

  private Normalisation normalisation() {
    if (means == null && deviations == null) {
      return Normalisation.NONE;
    }
    try {
      return new Normalisation(
          means == null ? deviations.stream().map(one -> 0f).toList() : means,
          deviations == null ? means.stream().map(one -> 1f).toList() : deviations);
    } catch (IllegalArgumentException e) {
      throw new InputException("--mean, --std: " + e.getMessage(), e);
    }
  }

  /** What the model tells of its thresholds. */
  private String thresholds(Dataset train) {
    return ", thresholds by percentile "
        + percentile
        + " on "
        + Math.min(calibrated, train.size())
        + " images of "
        + train.name();
  }

  private Ceilings ceilings(Plan plan, NetworkSpec spec, Dataset train) {
    Encoder encoder = new Encoder(spec.input(), spec.encoding());
    List<Integer> dimensions = plan.nodes().get(plan.input()).input();
    FrameCoding once = new FrameCoding(FrameCoding.Kind.CURRENT, 1, 1, 0);
    try {
      return Ceilings.measured(
          plan,
          Math.min(calibrated, train.size()),
          i -> once.codePixels(dimensions, encoder.planes(train.image(i))),
          percentile);
    } catch (IllegalArgumentException e) {
      throw new InputException(train.name() + ": " + e.getMessage(), e);
    }
  }

  private static FramesSpec frames(int steps) {
    return new FramesSpec(FramesSpec.As.CURRENT, steps, 1, 0);
  }

  private GraphModel described(Graph graph, Plan plan, String source) {
    String output = plan.nodes().get(plan.output()).name();
    return new GraphModel(
        file.getFileName().toString().replaceFirst("\\.onnx$", ""),
        source,
        graph,
        STEP.seconds(),
        ImageInput.of(plan, null),
        frames(steps),
        ReadSpec.deciding(output, ReadSpec.By.POTENTIAL, steps),
        GraphModel.fixed(GraphModel.labels(plan, labels), ReadSpec.By.POTENTIAL));
  }

  private void print(Agreement agreement, GraphModel converted, PrintWriter printer) {
    int images = agreement.images();
    Table table =
        Table.empty()
            .row("time steps", "decides alike", "right")
            .row("before", "", share(agreement.right(), images));
    for (int count : Agreement.counts(steps)) {
      Model model = converted.shown(frames(count)).model(SEED, limit.limit());
      Agreement.Share share = agreement.with(model.network());
      table =
          table.row(
              Figures.count(count), share(share.alike(), images), share(share.right(), images));
    }
    printer.println();
    printer.println(Figures.count(images) + " test images, " + agreement.name());
    printer.println(table);
  }

  private static String share(int count, int images) {
    return Figures.percent((double) count / images);
  }
}
