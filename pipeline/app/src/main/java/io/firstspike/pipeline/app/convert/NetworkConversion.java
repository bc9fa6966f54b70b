package io.firstspike.pipeline.app.convert;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.engine.nir.NirModel;
import io.firstspike.engine.nir.RunSettings;
import io.firstspike.engine.onnx.Normalisation;
import io.firstspike.engine.onnx.OnnxException;
import io.firstspike.engine.onnx.OnnxFile;
import io.firstspike.engine.onnx.OnnxNetwork;
import io.firstspike.engine.stepped.conversion.Ceilings;
import io.firstspike.engine.stepped.conversion.RateConversion;
import io.firstspike.engine.stepped.conversion.Start;
import io.firstspike.engine.stepped.graph.Graph;
import io.firstspike.engine.stepped.graph.GraphException;
import io.firstspike.engine.stepped.network.ReadOut;
import io.firstspike.engine.stepped.network.SteppedNetwork;
import io.firstspike.engine.stepped.plan.TimeStep;
import io.firstspike.engine.stepped.stimulus.FrameCoding;
import io.firstspike.pipeline.app.console.Figures;
import io.firstspike.pipeline.app.console.OutputFiles;
import io.firstspike.pipeline.app.console.Table;
import io.firstspike.pipeline.app.nir.Frames;
import io.firstspike.pipeline.app.nir.NodeTable;
import io.firstspike.pipeline.stream.options.InputException;
import io.firstspike.pipeline.stream.options.NetworkLimitOption;
import io.firstspike.pipeline.stream.options.Ranges;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Options of a trained network of rectifiers that becomes one of spiking neurons. */
final class NetworkConversion {

  private static final TimeStep STEP = new TimeStep(1);

  /** Recordings have no part in such a network; a model says how long a time step of them is. */
  private static final long EVENT_MICROSECONDS = 1000;

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

  private final PicturesReader reader;

  NetworkConversion(PicturesReader reader) {
    this.reader = reader;
  }

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
    PicturesReader.Pictures pictures = reader.read("--calibrate", data, command);
    OnnxNetwork read = OnnxFile.read(file, normalisation(), limit.limit());
    PrintWriter printer = command.commandLine().getOut();
    try {
      SteppedNetwork network = stepped(read.graph());
      Dataset train = pictures.train(SEED);
      Graph spiking = RateConversion.of(network.plan(), ceilings(network, train), start);
      NirModel model =
          NirModel.of(spiking, settings(network.labels()), source(read.producer(), train));
      SteppedNetwork converted = model.network(limit.limit());
      Agreement agreement =
          new Agreement(network, converted, model.settings().labels(), pictures.test(), compared);
      model.write(out);
      NodeTable.print(converted.plan(), printer);
      print(agreement, printer);
    } catch (GraphException e) {
      throw new OnnxException(file + ": " + e.getMessage(), e);
    }
    read.remarks().forEach(remark -> command.commandLine().getErr().println("note: " + remark));
    printer.println("model written to " + out);
    printer.flush();
  }

  private void requireSensible() {
    if (data == null) {
      throw new InputException(
          "--onnx needs pictures to set thresholds by: name a data set with --calibrate, such as"
              + " --calibrate sample");
    }
    Ranges.require("--calibration-images", calibrated, 1, Integer.MAX_VALUE);
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

  private SteppedNetwork stepped(Graph graph) {
    return SteppedNetwork.of(graph, STEP, ReadOut.POTENTIAL, limit.limit());
  }

  /** What the model tells of its origin. */
  private String source(String producer, Dataset train) {
    return file.getFileName()
        + ", ONNX of "
        + producer
        + ", thresholds by percentile "
        + percentile
        + " on "
        + Math.min(calibrated, train.size())
        + " images of "
        + train.name();
  }

  private Ceilings ceilings(SteppedNetwork network, Dataset train) {
    Frames frames = new Frames(train, network.input(), coding(1));
    return Ceilings.measured(
        network.plan(), Math.min(calibrated, train.size()), frames::raster, percentile);
  }

  private static FrameCoding coding(int steps) {
    return new FrameCoding(FrameCoding.Kind.CURRENT, steps, 1, SEED);
  }

  private RunSettings settings(int outputs) {
    List<String> names =
        labels == null ? IntStream.range(0, outputs).mapToObj(String::valueOf).toList() : labels;
    try {
      return new RunSettings(
          STEP.seconds(), ReadOut.POTENTIAL, names, coding(steps), EVENT_MICROSECONDS);
    } catch (IllegalArgumentException e) {
      throw new InputException("--steps: " + e.getMessage(), e);
    }
  }

  private void print(Agreement agreement, PrintWriter printer) {
    int images = agreement.images();
    Table table =
        Table.empty()
            .row("time steps", "decides alike", "right")
            .row("before", "", share(agreement.right(), images));
    for (int count : Agreement.counts(steps)) {
      Agreement.Share share = agreement.after(coding(count));
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
