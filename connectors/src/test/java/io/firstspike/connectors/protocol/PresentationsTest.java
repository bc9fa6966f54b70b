package io.firstspike.connectors.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.dataset.MnistSample;
import io.firstspike.engine.stimulus.Image;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PresentationsTest {

  private static final Dataset DIGITS = MnistSample.test();
  private static final Protocol SHUFFLED = Protocol.AS_IS.shuffled();

  @Test
  void withoutAProtocolTheDataSetComesAsItIs() {
    Presentations stream = Protocol.AS_IS.present(DIGITS, 2);

    assertThat(stream.size()).isEqualTo(1000);
    assertThat(stream.labels()).isEqualTo(1000);
    assertThat(stream.drifts()).isZero();
    for (int position = 0; position < 1000; position++) {
      int index = position % 500;
      Presentation shown = stream.at(position);
      assertThat(shown.index()).isEqualTo(index);
      assertThat(shown.image().samples()).isEqualTo(DIGITS.image(index).samples());
      assertThat(shown.label()).isEqualTo(DIGITS.label(index));
      assertThat(shown.labelled()).isTrue();
    }
  }

  @Test
  void aShuffledStreamShowsEachImageOnceAPassInAnOrderOfTheSeed() {
    List<Integer> order = indices(SHUFFLED.present(DIGITS, 10, 200, 2));

    assertThat(order.subList(0, 190))
        .containsExactlyInAnyOrderElementsOf(IntStream.range(10, 200).boxed().toList())
        .isEqualTo(order.subList(190, 380));
    assertThat(indices(SHUFFLED.present(DIGITS, 10, 200, 2))).isEqualTo(order);
    assertThat(indices(SHUFFLED.withSeed(2).present(DIGITS, 10, 200, 2))).isNotEqualTo(order);
  }

  @Test
  void byClassTasksFollowEachOtherWithTheirImagesShuffled() {
    Presentations stream = Protocol.AS_IS.byClass(3).present(DIGITS, 1);

    List<Integer> order = indices(stream);
    assertThat(new HashSet<>(order)).hasSize(500);
    List<Long> ends = stream.segmentEnds();
    assertThat(ends).hasSize(4).endsWith(500L);
    int position = 0;
    for (int task = 0; task < 4; task++) {
      Set<String> labels = new HashSet<>();
      for (; position < ends.get(task); position++) {
        labels.add(stream.label(position));
      }
      int last = Math.min(3 * task + 3, 10);
      assertThat(labels).isEqualTo(new HashSet<>(DIGITS.classes().subList(3 * task, last)));
    }
    List<Integer> firstTask = order.subList(0, ends.get(0).intValue());
    assertThat(firstTask).isNotEqualTo(firstTask.stream().sorted().toList());
  }

  @Test
  void theSameImagesHaveALabelInEveryPass() {
    Presentations stream = SHUFFLED.withLabelShare(0.1).present(DIGITS, 3);

    assertThat(stream.labels()).isEqualTo(150);
    List<Long> labelled = positions(stream, stream::labelled);
    assertThat(labelled)
        .isEqualTo(LongStream.range(0, 150).mapToObj(stream::labelledPosition).toList());
    assertThat(labelled.stream().map(stream::index).distinct()).hasSize(50);
    assertThat(SHUFFLED.withLabelShare(1e-9).present(DIGITS, 1).labels()).isEqualTo(1);
  }

  @Test
  void permutedLabelsAllChangeAtEachDrift() {
    Drift drift = Drift.every(300, Change.PERMUTED_LABELS);
    Presentations stream = SHUFFLED.withDrift(drift).present(DIGITS, 4);

    assertThat(stream.drifts()).isEqualTo(6);
    assertThat(stream.segmentEnds()).containsExactly(300L, 600L, 900L, 1200L, 1500L, 1800L, 2000L);
    for (int concept = 0; concept < 6; concept++) {
      Dataset before = stream.in(concept, DIGITS);
      Dataset after = stream.in(concept + 1, DIGITS);
      for (int i = 0; i < 500; i++) {
        assertThat(after.label(i)).isNotEqualTo(before.label(i));
        assertThat(after.image(i).samples()).isEqualTo(DIGITS.image(i).samples());
      }
      assertThat(IntStream.range(0, 500).mapToObj(after::label).distinct()).hasSize(10);
    }
    for (long position = 0; position < stream.size(); position++) {
      assertThat(stream.concept(position)).isEqualTo(position / 300);
      assertThat(stream.at(position).label())
          .isEqualTo(stream.in(position / 300, DIGITS).label(stream.index(position)));
    }
  }

  @Test
  void aRecurringDriftGoesBackAndForth() {
    Presentations stream =
        SHUFFLED.withDrift(Drift.every(100, Change.ROTATED).withRecurring()).present(DIGITS, 1);
    assertThat(LongStream.range(0, 5).map(i -> stream.concept(100 * i)))
        .containsExactly(0L, 1L, 0L, 1L, 0L);
    assertThat(LongStream.rangeClosed(0, 4).map(stream::conceptAfter))
        .containsExactly(0L, 1L, 0L, 1L, 0L);
  }

  @Test
  void theShareOfAGradualDriftGrowsLinearly() {
    Presentations stream =
        SHUFFLED
            .withDrift(Drift.every(20_000, Change.INVERTED).withOver(10_000))
            .present(DIGITS, 80);
    long[] inverted = new long[4];
    for (int quarter = 0; quarter < 4; quarter++) {
      long first = 20_000 + 2_500L * quarter;
      inverted[quarter] =
          LongStream.range(first, first + 2_500).filter(p -> stream.concept(p) == 1).count();
    }
    // A tenth more or less is 5 standard deviations or more in each quarter.
    assertThat(inverted[0]).isBetween(200L, 425L);
    assertThat(inverted[1]).isBetween(810L, 1065L);
    assertThat(inverted[2]).isBetween(1435L, 1690L);
    assertThat(inverted[3]).isBetween(2075L, 2300L);
    assertThat(LongStream.range(30_000, 40_000)).allMatch(p -> stream.concept(p) == 1);
    assertThat(LongStream.range(0, 20_000)).allMatch(p -> stream.concept(p) == 0);
  }

  @ParameterizedTest
  @EnumSource(Change.class)
  void framesMayBeAskedForInAnyOrder(Change change) {
    Protocol protocol = SHUFFLED.withDrift(Drift.every(50, change).withOver(20));
    Presentations stream = protocol.present(DIGITS, 0, 100, 2);
    Presentations again = protocol.present(DIGITS, 0, 100, 2);
    for (int position = 199; position >= 0; position--) {
      Presentation one = stream.at(position);
      Presentation other = again.at(position);
      assertThat(one.label()).isEqualTo(other.label()).isEqualTo(stream.label(position));
      assertThat(one.image().samples()).isEqualTo(other.image().samples());
    }
  }

  @Test
  void whatCannotBeShownIsToldWithTheReason() {
    assertRefused(
        () -> Protocol.AS_IS.present(DIGITS, 500, 600, 1), "the dataset has 500 examples");
    assertRefused(() -> Protocol.AS_IS.byClass(10).present(DIGITS, 1), "only 10 classes");
    assertRefused(() -> Protocol.AS_IS.byClass(0), "at least 1 class");
    assertRefused(() -> Protocol.AS_IS.withLabelShare(0), "above 0 and at most 1");
    assertRefused(() -> Protocol.AS_IS.withLabelShare(Double.NaN), "above 0 and at most 1");
    assertRefused(() -> Drift.every(0, Change.NOISY), "at least 1");
    assertRefused(() -> Drift.every(10, Change.NOISY).withOver(11), "0 to 10 frames");
    Protocol hasty = Protocol.AS_IS.withDrift(Drift.every(1, Change.PERMUTED_LABELS));
    assertRefused(() -> hasty.present(DIGITS, 3000), "permutations of 10 labels are too many");
    assertRefused(() -> hasty.present(new OneClass(), 1), "only the classes [7]");
  }

  private static void assertRefused(Runnable construction, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(construction::run)
        .withMessageContaining(reason);
  }

  private static List<Integer> indices(Presentations stream) {
    return LongStream.range(0, stream.size()).mapToObj(stream::index).toList();
  }

  private static List<Long> positions(Presentations stream, LongPredicate which) {
    return LongStream.range(0, stream.size()).filter(which).boxed().toList();
  }

  private record OneClass() implements Dataset {
    @Override
    public String name() {
      return "sevens";
    }

    @Override
    public List<String> classes() {
      return List.of("7");
    }

    @Override
    public int size() {
      return 3;
    }

    @Override
    public Image image(int index) {
      return DIGITS.image(0);
    }

    @Override
    public String label(int index) {
      return "7";
    }
  }
}
