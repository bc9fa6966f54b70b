package io.firstspike.pipeline.app.drawing;

import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.pipeline.app.console.Figures;
import io.firstspike.pipeline.app.drawing.Canvas.TextStyle;
import java.util.List;

/**
 * Plot of the spikes of one stimulus: the stimulus, and for each layer a panel with a mark for each
 * spike, at its time step and, map after map, at its neuron.
 *
 * @param title its heading
 * @param stimulus what was shown, as a picture
 * @param shown what it is, in words
 * @param layers names of the layers
 * @param volleys the spikes of each layer
 */
public record RasterPlot(
    String title, Image stimulus, String shown, List<String> layers, List<Volley> volleys) {

  private static final double TOP = 56;
  private static final double LEFT = 240;
  private static final double PICTURE = 128;
  private static final double PANEL_WIDTH = 460;
  private static final double PANEL_HEIGHT = 190;
  private static final double PANEL_STEP = PANEL_HEIGHT + 78;
  private static final int MOST_TICKS = 16;
  private static final double MARK = 0.7;
  private static final double LEAST_MARK = 0.5;

  /** The picture. */
  public Drawing drawing() {
    double width = Math.max(LEFT + PANEL_WIDTH + 30, title.length() * 9.2 + 32);
    return new Drawing(title, width, TOP + PANEL_STEP * layers.size(), this::draw);
  }

  private void draw(Canvas canvas) {
    canvas.text(16, 28, TextStyle.TITLE, title);
    double scale = PICTURE / Math.max(stimulus.width(), stimulus.height());
    canvas.text(16, TOP + 12, TextStyle.HEADING, shown);
    canvas.image(16, TOP + 22, stimulus.width() * scale, stimulus.height() * scale, stimulus);
    canvas.text(
        16,
        TOP + 40 + stimulus.height() * scale,
        TextStyle.PLAIN.coloured(Palette.FAINT),
        stimulus.height() + " x " + stimulus.width() + " pixels");
    for (int layer = 0; layer < layers.size(); layer++) {
      panel(canvas, layers.get(layer), volleys.get(layer), TOP + layer * PANEL_STEP);
    }
  }

  private static void panel(Canvas canvas, String layer, Volley volley, double top) {
    canvas.text(
        LEFT,
        top + 12,
        TextStyle.HEADING,
        layer
            + ": "
            + Figures.count(volley.count())
            + " of "
            + Figures.count(volley.shape().size())
            + " neurons fire");
    int steps = volley.steps();
    int maps = volley.shape().maps();
    PlotArea area =
        new PlotArea(
            LEFT,
            top + 22,
            PANEL_WIDTH,
            PANEL_HEIGHT,
            Axis.steps(steps, MOST_TICKS),
            Axis.within("map", 0, maps));
    area.drawAxes(canvas);
    double thick = Math.max(LEAST_MARK, PANEL_HEIGHT / volley.shape().size() * 0.8);
    for (int step = 0; step < steps; step++) {
      double x = area.x(step + (1 - MARK) / 2);
      double width = area.x(step + (1 + MARK) / 2) - x;
      for (int i = volley.start(step); i < volley.end(step); i++) {
        double neuron = (volley.spike(i) + 0.5) / volley.shape().locations();
        canvas.rectangle(x, area.y(neuron) - thick / 2, width, thick, Palette.MAIN);
      }
    }
  }
}
