package io.firstspike.engine.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.engine.spec.EncodingSpec;
import io.firstspike.engine.spec.EventsSpec;
import io.firstspike.engine.spec.EventsSpec.Clock;
import io.firstspike.engine.spec.EventsSpec.Polarity;
import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spec.InputSpec.Channels;
import io.firstspike.engine.spec.InputSpec.Crop;
import io.firstspike.engine.spec.InputSpec.Misfit;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.EventWindow;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WindowCutterTest {

  private static final int SIDE = 6;
  private static final int STEPS = 5;
  private static final EncodingSpec ENCODING = new EncodingSpec(List.of(), 0, 0, 0, STEPS);

  private record Event(long time, int x, int y, int polarity) {}

  /**
   * An event that is seen.
   *
   * @param clock the latest time of all events up to it, seen or not
   */
  private record Seen(Event event, long clock) {}

  private static InputSpec input(EventsSpec events) {
    return new InputSpec(SIDE, SIDE, events);
  }

  private static EventsSpec overlapping(int window, int slices, int slide) {
    return new EventsSpec(window, slices, slide, Polarity.SEPARATE, Clock.TIME, 0, 0);
  }

  /** A camera's events, with small steps back and a long pause. */
  private static List<Event> events(long seed, int count) {
    Random draws = new Random(seed);
    List<Event> events = new ArrayList<>();
    long time = 1_000_000;
    for (int i = 0; i < count; i++) {
      time += draws.nextInt(9) + (draws.nextInt(200) == 0 ? 5000 : 0);
      long late = draws.nextInt(10) == 0 ? draws.nextInt(40) : 0;
      events.add(
          new Event(time - late, draws.nextInt(SIDE), draws.nextInt(SIDE), draws.nextInt(2)));
    }
    return events;
  }

  static Stream<EventsSpec> specs() {
    return Stream.of(
        new EventsSpec(100, 1),
        new EventsSpec(120, 4),
        overlapping(120, 4, 30),
        overlapping(120, 4, 60),
        overlapping(120, 6, 100),
        new EventsSpec(90, 3, 0, Polarity.JOINED, null, 0, 0),
        new EventsSpec(90, 3, 0, Polarity.ON, null, 0, 0),
        new EventsSpec(90, 3, 0, Polarity.OFF, null, 0, 0),
        new EventsSpec(100, 1, 0, null, null, 20, 0),
        new EventsSpec(100, 2, 50, null, null, 0, 30),
        new EventsSpec(100, 2, 50, null, null, 7, 30),
        new EventsSpec(40, 1, 0, null, Clock.COUNT, 0, 0),
        new EventsSpec(40, 4, 10, null, Clock.COUNT, 5, 60));
  }

  private static List<EventWindow> cut(EventsSpec spec, List<Event> events) {
    List<EventWindow> windows = new ArrayList<>();
    WindowCutter cutter = new WindowCutter(input(spec), ENCODING, SIDE, SIDE, windows::add);
    events.forEach(e -> cutter.add(e.time, e.x, e.y, e.polarity));
    cutter.end();
    return windows;
  }

  /** The windows by definition: for each one, a walk over all events. */
  private static List<EventWindow> byDefinition(EventsSpec spec, List<Event> events) {
    boolean counts = spec.clock() == Clock.COUNT;
    List<Seen> passed = counts ? numbered(filtered(spec, events)) : filtered(spec, events);
    long begin = counts ? 0 : events.get(0).time;
    long last =
        counts ? passed.size() - 1 : events.stream().mapToLong(Event::time).max().orElseThrow();
    List<EventWindow> windows = new ArrayList<>();
    for (long from = begin; ; from += spec.slide()) {
      boolean whole = from + spec.window() <= (counts ? last + 1 : last);
      EventWindow window = window(spec, passed, from, whole ? from + spec.window() : last + 1);
      if (window != null) {
        windows.add(window);
      }
      if (!whole) {
        return windows;
      }
    }
  }

  private static EventWindow window(EventsSpec spec, List<Seen> events, long from, long end) {
    byte[] latencies = new byte[spec.maps() * SIDE * SIDE];
    Arrays.fill(latencies, (byte) STEPS);
    int used = 0;
    for (Seen seen : events) {
      Event event = seen.event;
      boolean ended = seen.clock >= from + spec.window();
      if (event.time < from || event.time >= end || ended) {
        continue;
      }
      int slice = (int) ((event.time - from) / spec.sliceLength());
      long within = (event.time - from) % spec.sliceLength();
      int map =
          slice * spec.polarity().planes()
              + (spec.polarity() == Polarity.SEPARATE ? event.polarity : 0);
      int cell = (map * SIDE + event.y) * SIDE + event.x;
      latencies[cell] = (byte) Math.min(latencies[cell], within * STEPS / spec.sliceLength());
      used++;
    }
    return used == 0
        ? null
        : new EventWindow(
            Volley.ofLatencies(input(spec).window(), STEPS, latencies), from, end, used);
  }

  private static List<Seen> numbered(List<Seen> events) {
    List<Seen> numbered = new ArrayList<>();
    for (Seen seen : events) {
      int number = numbered.size();
      Event e = seen.event;
      numbered.add(new Seen(new Event(number, e.x, e.y, e.polarity), number));
    }
    return numbered;
  }

  /** The events that are seen, by comparing each with all before it. */
  private static List<Seen> filtered(EventsSpec spec, List<Event> events) {
    List<Event> fired = new ArrayList<>();
    List<Seen> passed = new ArrayList<>();
    long clock = Long.MIN_VALUE;
    for (Event event : events) {
      clock = Math.max(clock, event.time);
      if (spec.polarity() == Polarity.ON && event.polarity == 0
          || spec.polarity() == Polarity.OFF && event.polarity == 1) {
        continue;
      }
      Event before = latest(fired, e -> e.x == event.x && e.y == event.y);
      if (before != null
          && before.time <= event.time
          && event.time - before.time < spec.refractory()) {
        continue;
      }
      Event neighbour =
          latest(fired, e -> Math.max(Math.abs(e.x - event.x), Math.abs(e.y - event.y)) == 1);
      fired.add(event);
      if (spec.support() == 0
          || neighbour != null
              && neighbour.time <= event.time
              && event.time - neighbour.time <= spec.support()) {
        passed.add(new Seen(event, clock));
      }
    }
    return passed;
  }

  private static Event latest(List<Event> events, java.util.function.Predicate<Event> wanted) {
    for (int i = events.size() - 1; i >= 0; i--) {
      if (wanted.test(events.get(i))) {
        return events.get(i);
      }
    }
    return null;
  }

  @ParameterizedTest
  @MethodSource("specs")
  void windowsAreThoseOfTheDefinition(EventsSpec spec) {
    for (long seed = 1; seed <= 5; seed++) {
      List<Event> events = events(seed, 2000);
      List<EventWindow> windows = cut(spec, events);
      assertThat(windows).hasSizeGreaterThan(20).isEqualTo(byDefinition(spec, events));
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void aCutterGoesOnFromWhatAnotherHasWritten(EventsSpec spec) throws IOException {
    List<Event> events = events(8, 600);
    List<EventWindow> windows = new ArrayList<>();
    WindowCutter cutter = new WindowCutter(input(spec), ENCODING, SIDE, SIDE, windows::add);
    for (Event e : events) {
      WindowCutter next = new WindowCutter(input(spec), ENCODING, SIDE, SIDE, windows::add);
      next.read(new DataInputStream(new ByteArrayInputStream(written(cutter))));
      assertThat(next.tally()).isEqualTo(cutter.tally());
      assertThat(next.open()).isEqualTo(cutter.open());
      cutter = next;
      cutter.add(e.time, e.x, e.y, e.polarity);
    }
    cutter.end();
    assertThat(windows).isEqualTo(cut(spec, events));
  }

  private static byte[] written(WindowCutter cutter) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    cutter.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  @Test
  void damagedStateIsRefused() throws IOException {
    EventsSpec spec = new EventsSpec(100, 2, 50, null, null, 7, 30);
    WindowCutter cutter = new WindowCutter(input(spec), ENCODING, SIDE, SIDE, w -> {});
    events(8, 600).forEach(e -> cutter.add(e.time, e.x, e.y, e.polarity));
    byte[] state = written(cutter);
    Random draws = new Random(1);
    int refused = 0;
    for (int i = 0; i < 2000; i++) {
      byte[] damaged = state.clone();
      damaged[draws.nextInt(state.length)] ^= (byte) (1 << draws.nextInt(8));
      WindowCutter other = new WindowCutter(input(spec), ENCODING, SIDE, SIDE, w -> {});
      try {
        other.read(new DataInputStream(new ByteArrayInputStream(damaged)));
      } catch (IOException e) {
        refused++;
      }
    }
    assertThat(refused).isPositive();
    WindowCutter larger =
        new WindowCutter(
            new InputSpec(SIDE, SIDE, Channels.GREY, null, Misfit.RESIZE, spec),
            ENCODING,
            9,
            9,
            w -> {});
    assertThatThrownBy(() -> larger.read(new DataInputStream(new ByteArrayInputStream(state))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("a sensor of 6x6");
  }

  @Test
  void repeatedAndOverlappingPacketsChangeNoSpike() {
    EventsSpec spec = new EventsSpec(20_000, 4);
    List<Event> events = events(3, 150);
    List<Event> repeated = new ArrayList<>(events.subList(0, 100));
    repeated.addAll(events.subList(60, 150));
    assertThat(cut(spec, repeated).stream().map(EventWindow::spikes).toList())
        .isEqualTo(cut(spec, events).stream().map(EventWindow::spikes).toList());
  }

  @Test
  void aMarkerEndsTheWindowAndAllBeginsAnew() {
    List<EventWindow> windows = new ArrayList<>();
    WindowCutter cutter =
        new WindowCutter(input(new EventsSpec(100, 1)), ENCODING, SIDE, SIDE, windows::add);
    cutter.end();
    assertThat(windows).isEmpty();
    cutter.add(500, 0, 0, 1);
    cutter.add(519, 1, 0, 0);
    cutter.add(520, 1, 0, 0);
    cutter.end();
    assertThat(cutter.open()).isFalse();
    // Earlier by far: another recording.
    cutter.add(3, 2, 0, 0);
    cutter.add(103, 2, 0, 0);
    assertThat(windows).hasSize(2);
    assertThat(windows.get(0).begin()).isEqualTo(500);
    assertThat(windows.get(0).end()).isEqualTo(521);
    assertThat(windows.get(0).events()).isEqualTo(3);
    // Map 1 holds what became brighter.
    byte[] latencies = windows.get(0).spikes().latencies();
    assertThat(latencies[SIDE * SIDE]).isZero();
    assertThat(latencies[1]).isZero();
    assertThat(windows.get(0).spikes().count()).isEqualTo(2);
    assertThat(windows.get(1).begin()).isEqualTo(3);
    assertThat(windows.get(1).end()).isEqualTo(103);
    assertThat(cutter.tally().restarts()).isZero();
  }

  @Test
  void aClockThatGoesBackEndsTheWindow() {
    List<EventWindow> windows = new ArrayList<>();
    WindowCutter cutter =
        new WindowCutter(input(new EventsSpec(100, 4)), ENCODING, SIDE, SIDE, windows::add);
    cutter.add(10_000, 0, 0, 1);
    cutter.add(10_040, 0, 0, 1);
    cutter.add(10_010, 0, 1, 1);
    cutter.add(9_999, 0, 1, 1);
    assertThat(cutter.tally().late()).isEqualTo(1);
    cutter.add(9_000, 0, 0, 1);
    assertThat(windows).hasSize(1);
    assertThat(windows.get(0).events()).isEqualTo(3);
    cutter.add(9_100, 0, 0, 1);
    assertThat(windows).hasSize(2);
    assertThat(windows.get(1).begin()).isEqualTo(9_000);
    assertThat(cutter.tally().restarts()).isEqualTo(1);
  }

  @Test
  void impossibleTimesAndPlacesAreCounted() {
    List<EventWindow> windows = new ArrayList<>();
    WindowCutter cutter =
        new WindowCutter(input(new EventsSpec(100, 4)), ENCODING, SIDE, SIDE, windows::add);
    for (long time : new long[] {Long.MIN_VALUE, Long.MAX_VALUE}) {
      cutter.add(time, 0, 0, 1);
    }
    cutter.add(0, SIDE, 0, 1);
    cutter.add(0, 0, 65_535, 1);
    assertThat(cutter.tally()).isEqualTo(new WindowTally(0, 0, 0, 0, 4, 0));
    for (long time : new long[] {1L << 60, -1L << 60, 0, 1L << 60, 5}) {
      cutter.add(time, 0, 0, 1);
    }
    cutter.end();
    assertThat(windows).hasSize(5);
  }

  @Test
  void aCropIsResized() {
    List<EventWindow> windows = new ArrayList<>();
    InputSpec input =
        new InputSpec(
            2,
            3,
            Channels.GREY,
            new Crop(10, 20, 4, 6),
            Misfit.RESIZE,
            new EventsSpec(100, 1, 0, Polarity.JOINED, null, 0, 0));
    WindowCutter cutter = new WindowCutter(input, ENCODING, 30, 40, windows::add);
    cutter.add(0, 20, 10, 0);
    cutter.add(40, 21, 11, 0);
    cutter.add(20, 23, 13, 0);
    cutter.add(99, 25, 11, 0);
    cutter.add(99, 26, 11, 0);
    cutter.add(99, 19, 11, 0);
    cutter.add(99, 20, 14, 0);
    cutter.end();
    assertThat(windows.get(0).spikes().latencies()).containsExactly(0, 5, 4, 5, 1, 5);
    assertThat(cutter.tally().unseen()).isEqualTo(3);
    assertThatThrownBy(() -> new WindowCutter(input, ENCODING, 13, 40, windows::add))
        .hasMessage(
            "the crop of 4x6 at row 10, column 20 reaches beyond a sensor of 13x40; change"
                + " input.crop, or use a larger sensor");
    assertThatThrownBy(
            () -> new WindowCutter(input(new EventsSpec(100, 1)), ENCODING, 180, 240, windows::add))
        .hasMessage(
            "a sensor of 180x240 does not fit a network that takes 6x6 events; set input.misfit:"
                + " resize, or input.crop");
    assertThatThrownBy(() -> new WindowCutter(input, ENCODING, 30, 65_536, windows::add))
        .hasMessageContaining("a sensor of 30x65536 exceeds the limit of 4096 rows and columns");
    assertThatThrownBy(() -> new WindowCutter(new InputSpec(6, 6), ENCODING, 6, 6, windows::add))
        .hasMessageContaining("takes images, not events");
  }
}
