package io.firstspike.pipeline.app.view;

import io.firstspike.connectors.dataset.ExampleSet;
import io.firstspike.engine.activity.ActivityMeter;
import io.firstspike.engine.activity.LayerActivity;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.EventWindow;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.engine.stimulus.Stimulus;
import io.firstspike.engine.view.WindowSheet;
import io.firstspike.pipeline.app.data.DataOptions;
import io.firstspike.pipeline.app.data.Fit;
import io.firstspike.pipeline.app.drawing.RasterPlot;
import io.firstspike.pipeline.stream.options.Ranges;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Draws the spikes of one test example. */
@Command(
    name = "raster",
    description =
        "Draw all spikes that one test example causes: a panel a layer, a mark a neuron that fires,"
            + " at its time step.")
final class ViewRaster implements Runnable {

  @Mixin private ModelParameter file;
  @Mixin private DataOptions data;

  @Option(
      names = "--example",
      paramLabel = "N",
      defaultValue = "0",
      description = "Which of the test examples, counted from 0 (default: ${DEFAULT-VALUE}).")
  private int example;

  @Mixin private PictureFile picture;

  @Override
  public void run() {
    picture.require();
    Model model = file.read();
    NetworkSpec spec = model.spec();
    ExampleSet test = data.test(spec);
    Ranges.require("--example", example, 0, test.size() - 1);
    Fit.require(spec, test);
    Network network = model.serving();
    Stimulus stimulus = test.stimulus(example);
    ActivityMeter meter = new ActivityMeter(network);
    List<Volley> volleys = Fit.checked(spec, test, () -> meter.measure(stimulus));
    Classifier classifier = new Classifier(network);
    String decided = classifier.name(classifier.classify(stimulus));
    picture.write(
        new RasterPlot(
                picture.title(
                    "Spikes of "
                        + spec.name()
                        + ": example "
                        + example
                        + " of "
                        + test.name()
                        + ", decided: "
                        + decided),
                seen(spec, stimulus),
                "label " + test.label(example),
                meter.activity().stream().map(LayerActivity::layer).toList(),
                volleys)
            .drawing());
  }

  private static Image seen(NetworkSpec spec, Stimulus stimulus) {
    return stimulus instanceof Image image
        ? image
        : WindowSheet.busiest((EventWindow) stimulus, spec.input().events());
  }
}
