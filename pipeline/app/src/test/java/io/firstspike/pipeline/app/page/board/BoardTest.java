package io.firstspike.pipeline.app.page.board;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.connectors.topic.Counter;
import io.firstspike.connectors.topic.Counts;
import io.firstspike.connectors.topic.DeadLetter;
import io.firstspike.connectors.topic.Label;
import io.firstspike.connectors.topic.Metrics;
import io.firstspike.connectors.topic.Origin;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.connectors.topic.Received;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BoardTest {

  private static final String KEY = "default";

  /** Draws nothing. */
  private static final Thumbnails PLACES = frame -> Optional.of(frame.origin().position());

  private final Board board = new Board();

  private static Received frame(long offset, int bytes, long time) {
    return new Received(new Origin("frames", 0, offset, time), null, new byte[bytes], List.of());
  }

  private static Prediction decision(String key, String id, String label) {
    return new Prediction(
        key,
        id,
        Optional.ofNullable(label),
        Optional.ofNullable(label).map(other -> "other"),
        Prediction.DECISION,
        label == null ? 0 : 3.5,
        label == null ? 0 : 1.25,
        Prediction.NO_SPIKE,
        "net@7",
        100,
        150);
  }

  private static Metrics metrics(long frames, String phase, long drifts) {
    return new Metrics(
        KEY,
        10,
        phase,
        Counts.of(Map.of(Counter.FRAMES_IN, frames, Counter.TRACES_WAITING, 3L)),
        0.5,
        0.75,
        Map.of("a", 0.75),
        List.of("a", "b"),
        new long[][] {{1, 0, 0}, {0, 1, 0}},
        60,
        null,
        new Metrics.Drift(false, drifts, null, null),
        1000);
  }

  private BoardView.Shown shown(String key) {
    return board.view(Optional.of(key), PLACES).shown();
  }

  private FrameView shownFrame(String id) {
    return shown(KEY).frames().stream()
        .filter(frame -> frame.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void frameDecisionAndLabelMeetInAnyOrder() {
    board.label(new Label(KEY, "1", "7", 400));
    board.frame(KEY, "1", frame(1, 4, 100));
    board.decision(decision(KEY, "1", "7"));
    board.decision(decision(KEY, "2", "7"));
    board.frame(KEY, "2", frame(2, 4, 100));
    board.label(new Label(KEY, "2", "9", 400));

    assertThat(shownFrame("1"))
        .isEqualTo(
            new FrameView(
                "1", "frames-0-1", "7", "7", true, 3.5, "other", 2.25, "decision", "net@7", 150));
    assertThat(shownFrame("2").right()).isFalse();
    assertThat(shown(KEY).frames()).extracting(FrameView::id).containsExactly("2", "1");
  }

  @Test
  void aSpellingOfTheLabelIsRightAndTheFirstLabelCounts() {
    board.decision(decision(KEY, "1", "7"));
    board.label(new Label(KEY, "1", "7.0", 1));
    board.label(new Label(KEY, "1", "8", 2));

    assertThat(shownFrame("1").right()).isTrue();
    assertThat(board.labelOf(KEY, "1")).contains("7.0");
  }

  @Test
  void aSilentDecisionHasNoPotentialAndIsWrongOnceThereIsALabel() {
    board.decision(decision(KEY, "1", null));

    assertThat(shownFrame("1").right()).isNull();
    assertThat(shownFrame("1").potential()).isNull();
    assertThat(shownFrame("1").margin()).isNull();
    board.label(new Label(KEY, "1", "7", 1));
    assertThat(shownFrame("1").right()).isFalse();
  }

  @Test
  void wrongDecisionsStayWhenManyRightOnesFollow() {
    board.label(new Label(KEY, "wrong", "8", 1));
    board.decision(decision(KEY, "wrong", "7"));
    for (int i = 0; i < 200; i++) {
      board.label(new Label(KEY, "right" + i, "7", 1));
      board.decision(decision(KEY, "right" + i, "7"));
    }

    List<FrameView> frames = shown(KEY).frames();
    assertThat(frames).hasSize(49);
    assertThat(frames.get(48).id()).isEqualTo("wrong");
  }

  @Test
  void contentsAreForgottenOnceTheyTakeTooMuch() {
    int bytes = 1 << 20;
    for (int i = 0; i < 70; i++) {
      board.frame(KEY, Integer.toString(i), frame(i, bytes, 1));
    }

    assertThat(board.content(KEY, "69")).isPresent();
    assertThat(board.content(KEY, "0")).isEmpty();
    assertThat(board.knows(KEY, "0")).isTrue();
    long kept =
        IntStream.range(0, 70)
            .filter(i -> board.content(KEY, Integer.toString(i)).isPresent())
            .count();
    assertThat(kept * bytes).isBetween(60L << 20, 64L << 20);
  }

  @Test
  void framesAndModelKeysAreForgottenOnceTheyAreTooMany() {
    for (int i = 0; i <= SeenFrames.MOST_FRAMES; i++) {
      board.frame(KEY, Integer.toString(i), frame(i, 1, 1));
    }
    assertThat(board.knows(KEY, "0")).isFalse();
    assertThat(board.knows(KEY, "1")).isTrue();

    for (int i = 1; i < Board.MOST_KEYS; i++) {
      board.decision(decision("key " + i, "1", "7"));
    }
    board.decision(decision(KEY, "again", "7"));
    board.decision(decision("one more", "1", "7"));
    assertThat(board.view(Optional.empty(), PLACES).keys())
        .hasSize(Board.MOST_KEYS)
        .extracting(BoardView.Key::key)
        .contains(KEY, "one more")
        .doesNotContain("key 1");
  }

  /** As where frames are sent as fast as it goes. */
  @Test
  void decisionsThatComeLongAfterTheirFramesStillHaveThem() {
    for (int i = 0; i < 20_000; i++) {
      board.frame(KEY, Integer.toString(i), frame(i, 800, 1));
    }
    for (int i = 0; i < 20_000; i++) {
      board.decision(decision(KEY, Integer.toString(i), "7"));
    }

    assertThat(shown(KEY).frames()).hasSize(48).allMatch(frame -> frame.picture() != null);
  }

  @Test
  void theCourseIsThinnedOutAndKeepsItsEnds() {
    for (int i = 1; i <= 3 * Course.MOST_POINTS; i++) {
      board.metrics(metrics(10L * i, "decision", 0));
    }

    List<Course.Point> points = shown(KEY).course().points();
    assertThat(points).hasSizeLessThanOrEqualTo(Course.MOST_POINTS);
    assertThat(points).isSortedAccordingTo((a, b) -> Long.compare(a.frames(), b.frames()));
    assertThat(points.get(points.size() - 1).frames()).isEqualTo(30L * Course.MOST_POINTS);
    assertThat(points.get(0).frames()).isEqualTo(10);
  }

  @Test
  void metricsWithoutNewFramesBringThePointUpToDate() {
    board.metrics(metrics(10, "decision", 0));
    board.metrics(metrics(20, "decision", 0));
    board.metrics(metrics(20, "decision", 0));

    assertThat(shown(KEY).course().points())
        .containsExactly(
            new Course.Point(10, 0.5, 0.75, 60, null, null, 3, 0),
            new Course.Point(20, 0.5, 0.75, 60, null, null, 3, 0));
  }

  @Test
  void phasesDriftsAndVersionsAreMarkedWhereTheyCame() {
    board.metrics(metrics(10, "S1", 0));
    board.metrics(metrics(20, "decision", 0));
    board.model(KEY, "net@15");
    board.model(KEY, "net@15");
    board.metrics(metrics(30, "decision", 1));

    assertThat(shown(KEY).course().marks())
        .containsExactly(
            new Course.Mark(10, "phase", "S1"),
            new Course.Mark(20, "phase", "decision"),
            new Course.Mark(20, "version", "net@15"),
            new Course.Mark(30, "drift", "drift 1"));
  }

  @Test
  void driftsStayMarkedHoweverManyVersionsFollow() {
    board.metrics(metrics(10, "decision", 1));
    for (int i = 0; i < 500; i++) {
      board.model(KEY, "net@" + i);
    }

    assertThat(shown(KEY).course().marks())
        .contains(
            new Course.Mark(10, "drift", "drift 1"), new Course.Mark(10, "version", "net@499"))
        .hasSizeLessThan(200);
  }

  @Test
  void aLearnerThatBeginsAnewHasACourseOfItsOwn() {
    board.metrics(metrics(500, "decision", 2));
    board.metrics(metrics(10, "S1", 0));

    assertThat(shown(KEY).course().points()).singleElement().extracting("frames").isEqualTo(10L);
    assertThat(shown(KEY).course().marks()).containsExactly(new Course.Mark(10, "phase", "S1"));
  }

  @Test
  void metricsAreShownAsTheyAre() {
    Metrics metrics = metrics(10, "decision", 1);
    board.metrics(metrics);

    assertThat(shown(KEY).metrics()).isSameAs(metrics);
    assertThat(board.view(Optional.empty(), PLACES).keys())
        .containsExactly(new BoardView.Key(KEY, "decision", null, 0.5, 10, 1));
  }

  @Test
  void delaysOfLabelsAreMeasuredInEventTime() {
    for (int i = 0; i < 10; i++) {
      board.frame(KEY, "f" + i, frame(i, 1, 1000));
      board.label(new Label(KEY, "f" + i, "7", 1000 + 10 * (i + 1)));
    }

    assertThat(shown(KEY).delay()).isEqualTo(new LabelDelays.View(50, 90));
    assertThat(board.eventTime()).hasValue(1100);
  }

  @Test
  void onlyTheLatestDeadLettersAreKeptAndAllAreCounted() {
    for (int i = 0; i < Board.MOST_DEAD_LETTERS + 5; i++) {
      board.deadLetter(KEY, DeadLetter.of(frame(i, 1, 1), "frame", "reason " + i), 9);
    }

    BoardView.DeadLetters letters = board.view(Optional.empty(), PLACES).deadLetters();
    assertThat(letters.seen()).isEqualTo(Board.MOST_DEAD_LETTERS + 5);
    assertThat(letters.latest()).hasSize(Board.MOST_DEAD_LETTERS);
    assertThat(letters.latest().get(0))
        .isEqualTo(new DeadLetterView(KEY, "frame", "reason 104", "frames-0-104", null, 9));
  }

  @Test
  void whatIsUnknownIsNotShown() {
    assertThat(board.view(Optional.of("none"), PLACES).shown()).isNull();
    board.decision(decision("b", "1", "7"));
    board.decision(decision("a", "1", "7"));

    assertThat(shown("none").key()).isEqualTo("a");
    assertThat(shown("b").key()).isEqualTo("b");
    assertThat(board.content("a", "1")).isEmpty();
  }

  @Test
  void onlyNewsAboutTheBrokerAreChanges() {
    board.standing(Optional.empty(), List.of("metrics"));
    long changes = board.changes();
    board.standing(Optional.empty(), List.of("metrics"));
    assertThat(board.changes()).isEqualTo(changes);

    board.standing(Optional.of("away"), List.of("metrics"));
    BoardView view = board.view(Optional.empty(), PLACES);
    assertThat(board.changes()).isEqualTo(changes + 1);
    assertThat(view.problem()).isEqualTo("away");
    assertThat(view.missingTopics()).containsExactly("metrics");
    board.standing(Optional.empty(), List.of());
    assertThat(board.view(Optional.empty(), PLACES).problem()).isNull();
  }
}
