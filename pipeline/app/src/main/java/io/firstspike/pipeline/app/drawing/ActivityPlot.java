package io.firstspike.pipeline.app.drawing;

import io.firstspike.engine.activity.LayerActivity;
import io.firstspike.pipeline.app.console.Figures;
import io.firstspike.pipeline.app.drawing.Canvas.TextStyle;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Plot of what layers do over many stimuli: for each layer the mean spikes of each map, the busiest
 * first, and the mean spikes in each time step.
 *
 * @param title its heading
 * @param one what a stimulus is called, such as image
 * @param layers the activity of each layer
 */
public record ActivityPlot(String title, String one, List<LayerActivity> layers) {

  private static final double TOP = 56;
  private static final double LEFT = 80;
  private static final double SECOND = LEFT + 400;
  private static final double PANEL_WIDTH = 300;
  private static final double PANEL_HEIGHT = 150;
  private static final double PANEL_STEP = PANEL_HEIGHT + 80;
  private static final int MOST_TICKS = 8;
  private static final double BAR = 0.84;

  /** The picture. */
  public Drawing drawing() {
    double width = Math.max(SECOND + PANEL_WIDTH + 24, title.length() * 9.2 + 32);
    return new Drawing(title, width, TOP + PANEL_STEP * layers.size(), this::draw);
  }

  private void draw(Canvas canvas) {
    canvas.text(16, 28, TextStyle.TITLE, title);
    for (int layer = 0; layer < layers.size(); layer++) {
      draw(canvas, layers.get(layer), TOP + layer * PANEL_STEP);
    }
  }

  private void draw(Canvas canvas, LayerActivity layer, double top) {
    String an = one.equals("image") ? "an " + one : "a " + one;
    canvas.text(
        LEFT,
        top + 12,
        TextStyle.HEADING,
        String.format(
            Locale.ROOT,
            "%s: %,.0f spikes %s (%.1f %% of its cells), %s of %s maps silent",
            layer.layer(),
            layer.spikesPerStimulus(),
            an,
            100 * layer.share(),
            Figures.count(layer.silentMaps()),
            Figures.count(layer.shape().maps())));
    double[] byMap =
        Arrays.stream(layer.spikesByMap())
            .mapToDouble(spikes -> -(double) spikes / Math.max(1, layer.stimuli()))
            .sorted()
            .map(spikes -> -spikes)
            .toArray();
    int maps = byMap.length;
    bars(
        canvas,
        new PlotArea(
            LEFT,
            top + 24,
            PANEL_WIDTH,
            PANEL_HEIGHT,
            Axis.within("maps, the busiest first", 0, maps),
            Axis.counts("spikes " + an, 0, highest(byMap))),
        byMap);
    double[] byStep =
        Arrays.stream(layer.spikesByStep())
            .mapToDouble(spikes -> (double) spikes / Math.max(1, layer.stimuli()))
            .toArray();
    bars(
        canvas,
        new PlotArea(
            SECOND,
            top + 24,
            PANEL_WIDTH,
            PANEL_HEIGHT,
            Axis.steps(byStep.length, MOST_TICKS),
            Axis.counts("spikes " + an, 0, highest(byStep))),
        byStep);
  }

  private static double highest(double[] values) {
    double highest = Arrays.stream(values).max().orElse(0);
    return highest == 0 ? 1 : highest;
  }

  private static void bars(Canvas canvas, PlotArea area, double[] heights) {
    area.drawAxes(canvas);
    for (int i = 0; i < heights.length; i++) {
      double x = area.x(i + (1 - BAR) / 2);
      double y = area.y(heights[i]);
      canvas.rectangle(x, y, area.x(i + (1 + BAR) / 2) - x, area.bottom() - y, Palette.MAIN);
    }
  }
}
