package io.firstspike.engine.variation;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.encode.WindowCutter;
import io.firstspike.engine.spec.EncodingSpec;
import io.firstspike.engine.spec.EventsSpec;
import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spec.TrainingSpec;
import io.firstspike.engine.stimulus.EventWindow;
import io.firstspike.engine.stimulus.LabelledStimuli;
import io.firstspike.engine.stimulus.Stimulus;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VariedWindowTest {

  private static final int HEIGHT = 9;
  private static final int WIDTH = 12;
  private static final EncodingSpec ENCODING = new EncodingSpec(List.of(), 0, 0, 0, 8);

  private record Event(long time, int x, int y, int polarity) {}

  private static List<Event> events(long seed) {
    Random draws = new Random(seed);
    List<Event> events = new ArrayList<>();
    events.add(new Event(0, WIDTH / 2, HEIGHT / 2, 0));
    for (int time = 1; time < 400; time++) {
      events.add(new Event(time, draws.nextInt(WIDTH), draws.nextInt(HEIGHT), draws.nextInt(2)));
    }
    return events;
  }

  private static EventWindow window(List<Event> events) {
    List<EventWindow> windows = new ArrayList<>();
    InputSpec input = new InputSpec(HEIGHT, WIDTH, new EventsSpec(400, 4));
    WindowCutter cutter = new WindowCutter(input, ENCODING, HEIGHT, WIDTH, windows::add);
    events.forEach(e -> cutter.add(e.time, e.x, e.y, e.polarity));
    cutter.end();
    return windows.get(0);
  }

  /** The events themselves, moved one by one: turned as on paper, about the middle. */
  private static List<Event> moved(List<Event> events, Variation variation) {
    double middleRow = (HEIGHT - 1) / 2.0;
    double middleColumn = (WIDTH - 1) / 2.0;
    List<Event> moved = new ArrayList<>();
    for (Event e : events) {
      double high = (e.y - middleRow) * variation.higher();
      double wide = (e.x - middleColumn) * variation.wider();
      double sine = Math.sin(variation.turn());
      double cosine = Math.cos(variation.turn());
      int y = (int) Math.round(middleRow + cosine * high + sine * wide + variation.down());
      int x = (int) Math.round(middleColumn - sine * high + cosine * wide + variation.across());
      if (y >= 0 && y < HEIGHT && x >= 0 && x < WIDTH) {
        moved.add(new Event(e.time, x, y, e.polarity));
      }
    }
    return moved;
  }

  @Test
  void aVariedWindowIsThatOfMovedEvents() {
    for (int seed = 1; seed <= 100; seed++) {
      List<Event> events = events(seed);
      Variation variation = Variation.draw(new TrainingSpec(2, 30, 0.3f), new Random(seed));
      assertThat(VariedWindow.of(window(events), variation).spikes())
          .isEqualTo(window(moved(events, variation)).spikes());
    }
  }

  @Test
  void eachPassVariesAnew() {
    EventWindow window = window(events(1));
    LabelledStimuli one =
        new LabelledStimuli() {
          @Override
          public int size() {
            return 1;
          }

          @Override
          public Stimulus stimulus(int index) {
            return window;
          }

          @Override
          public String label(int index) {
            return "1";
          }
        };
    LabelledStimuli varied = new VariedStimuli(one, 30, new TrainingSpec(1, 0, 0), 5, 0);
    List<Object> spikes = new ArrayList<>();
    for (int i = 0; i < varied.size(); i++) {
      spikes.add(((EventWindow) varied.stimulus(i)).spikes());
      assertThat(((EventWindow) varied.stimulus(i)).spikes()).isEqualTo(spikes.get(i));
    }
    assertThat(spikes.stream().distinct().count()).isBetween(5L, 9L);
    assertThat(spikes).contains(window.spikes());
  }
}
