package io.firstspike.engine.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.spec.EventsSpec;
import io.firstspike.engine.spec.EventsSpec.Polarity;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.EventWindow;
import io.firstspike.engine.stimulus.Image;
import java.util.List;
import org.junit.jupiter.api.Test;

class WindowSheetTest {

  private static final int STEPS = 4;

  /** Two slices of one row and two columns. */
  private static Image sheet(Polarity polarity, int... latencies) {
    return WindowSheet.of(window(polarity, latencies), events(polarity));
  }

  private static EventsSpec events(Polarity polarity) {
    return new EventsSpec(100, 2, 0, polarity, null, 0, 0);
  }

  private static EventWindow window(Polarity polarity, int... latencies) {
    byte[] bytes = new byte[latencies.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) latencies[i];
    }
    Shape shape = new Shape(2 * polarity.planes(), 1, 2);
    return new EventWindow(Volley.ofLatencies(shape, STEPS, bytes), 0, 100, latencies.length);
  }

  private static List<Integer> colour(Image sheet, int y, int x) {
    int pixel = (y * sheet.width() + x) * 3;
    return List.of(
        sheet.samples()[pixel] & 0xff,
        sheet.samples()[pixel + 1] & 0xff,
        sheet.samples()[pixel + 2] & 0xff);
  }

  @Test
  void brighterIsWarmDarkerIsColdAndLaterIsDarker() {
    // Slice 0: darker at once at the left; slice 1: brighter at once at the left, in the middle of
    // the slice at the right.
    Image sheet = sheet(Polarity.SEPARATE, 0, 4, 4, 4, 4, 4, 0, 2);

    // Two panels of two squares of 16 pixels in a row, 4 pixels between them and around.
    assertThat(sheet.dimensions()).startsWith("24x76");
    assertThat(colour(sheet, 4, 4)).containsExactly(184, 246, 255);
    assertThat(colour(sheet, 19, 19)).isEqualTo(colour(sheet, 4, 4));
    assertThat(colour(sheet, 4, 20)).containsExactly(14, 15, 20);
    assertThat(colour(sheet, 4, 40)).containsExactly(255, 244, 176);
    assertThat(colour(sheet, 4, 56)).containsExactly(198, 134, 98);
    assertThat(colour(sheet, 0, 0)).isEqualTo(colour(sheet, 10, 37)).containsExactly(58, 60, 66);
  }

  @Test
  void bothAtOnceIsTheMeanOfBoth() {
    Image sheet = sheet(Polarity.SEPARATE, 0, 4, 0, 4, 4, 4, 4, 4);

    assertThat(colour(sheet, 4, 4)).containsExactly(219, 245, 215);
  }

  @Test
  void onePlaneHasTheColourOfItsPolarity() {
    assertThat(colour(sheet(Polarity.OFF, 0, 4, 4, 4), 4, 4)).containsExactly(184, 246, 255);
    assertThat(colour(sheet(Polarity.ON, 0, 4, 4, 4), 4, 4)).containsExactly(255, 244, 176);
    assertThat(colour(sheet(Polarity.JOINED, 0, 4, 4, 4), 4, 4)).containsExactly(255, 244, 176);
  }

  @Test
  void theBusiestSliceIsAPixelEach() {
    EventWindow window = window(Polarity.SEPARATE, 0, 4, 4, 4, 4, 4, 0, 2);
    Image slice = WindowSheet.busiest(window, events(Polarity.SEPARATE));

    assertThat(slice.dimensions()).isEqualTo("1x2 colour");
    assertThat(colour(slice, 0, 0)).containsExactly(255, 244, 176);
    assertThat(colour(slice, 0, 1)).containsExactly(198, 134, 98);
  }
}
