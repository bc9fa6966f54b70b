package io.firstspike.pipeline.app.view;

import io.firstspike.connectors.dataset.ExampleSet;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.app.console.Figures;
import io.firstspike.pipeline.app.data.SampleOptions;
import io.firstspike.pipeline.app.data.Words;
import io.firstspike.pipeline.app.drawing.ActivityPlot;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Draws how much each layer fires. */
@Command(
    name = "activity",
    description =
        "Draw how much the maps of each layer fire on test examples, the busiest first, and in"
            + " which time steps.")
final class ViewActivity implements Runnable {

  @Mixin private ModelParameter file;
  @Mixin private SampleOptions sample;
  @Mixin private PictureFile picture;

  @Override
  public void run() {
    picture.require();
    Model model = file.read();
    NetworkSpec spec = model.spec();
    ExampleSet examples = sample.test(spec);
    String one = Words.stimulus(spec);
    picture.write(
        new ActivityPlot(
                picture.title(
                    "Activity of "
                        + spec.name()
                        + " on "
                        + Figures.count(examples.size())
                        + " "
                        + one
                        + "s"),
                one,
                SampleOptions.activity(model.serving(), examples))
            .drawing());
  }
}
