package io.firstspike.pipeline.app.drawing;

import io.firstspike.engine.spec.EventsSpec;
import io.firstspike.engine.stimulus.EventWindow;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.engine.view.WindowSheet;
import io.firstspike.pipeline.app.drawing.Canvas.TextStyle;
import java.util.List;

/**
 * Picture of windows of events as a network sees them: of each window a panel for each slice.
 *
 * @param title its heading
 * @param events the spec that they were cut by
 * @param windows the windows
 * @param spans when each was, in words
 */
public record WindowPlot(
    String title, EventsSpec events, List<EventWindow> windows, List<String> spans) {

  private static final double TOP = 92;
  private static final double LEFT = 16;
  private static final double SIDE = 420;
  private static final double GAP = 40;

  /** The picture. */
  public Drawing drawing() {
    int columns = Math.min(2, windows.size());
    int rows = (windows.size() + columns - 1) / columns;
    Image first = WindowSheet.of(windows.get(0), events);
    double step = SIDE * first.height() / first.width() + GAP;
    double width = Math.max(LEFT + columns * (SIDE + LEFT), title.length() * 9.2 + 32);
    return new Drawing(title, width, TOP + rows * step, canvas -> draw(canvas, columns, step));
  }

  private void draw(Canvas canvas, int columns, double step) {
    canvas.text(LEFT, 28, TextStyle.TITLE, title);
    canvas.text(
        LEFT,
        48,
        TextStyle.PLAIN.coloured(Palette.FAINT),
        "A panel a slice. Warm: brighter, pale (early) to dark red (late).");
    canvas.text(
        LEFT, 64, TextStyle.PLAIN.coloured(Palette.FAINT), "Cold: darker, pale cyan to dark blue.");
    for (int i = 0; i < windows.size(); i++) {
      Image sheet = WindowSheet.of(windows.get(i), events);
      double x = LEFT + i % columns * (SIDE + LEFT);
      double y = TOP + i / columns * step;
      canvas.text(x, y, TextStyle.HEADING, spans.get(i));
      canvas.image(x, y + 8, SIDE, SIDE * sheet.height() / sheet.width(), sheet);
    }
  }
}
