package io.firstspike.engine.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.firstspike.engine.encode.Encoder;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Image;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkersTest {

  private static final Network NETWORK = Network.fresh(NetworkSpec.load("mozafari-2019"), 3);
  private static final List<Image> IMAGES = new Strokes(45).images();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void everyOperationGivesWhatAPlainLoopGives(int threads) {
    Classifier plain = new Classifier(NETWORK);
    List<Volley> volleys = IMAGES.stream().map(plain::encode).toList();
    List<Volley> evidence = volleys.stream().map(plain::evidence).toList();
    try (Workers workers = new Workers(threads)) {
      assertThat(workers.map(NETWORK, IMAGES, Classifier::encode)).isEqualTo(volleys);
      assertThat(
              workers.map(NETWORK, volleys, (classifier, volley) -> classifier.features(volley, 1)))
          .isEqualTo(volleys.stream().map(volley -> plain.features(volley, 1)).toList());
      assertThat(workers.map(NETWORK, volleys, Classifier::evidence)).isEqualTo(evidence);
      assertThat(workers.map(NETWORK, evidence, Classifier::decide))
          .isEqualTo(evidence.stream().map(plain::decide).toList());
      assertThat(workers.map(NETWORK, IMAGES, Classifier::classify))
          .isEqualTo(IMAGES.stream().map(plain::classify).toList());
      NetworkSpec spec = NETWORK.spec();
      assertThat(
              workers.map(
                  () -> new Encoder(spec.input(), spec.encoding()), IMAGES, Encoder::encode))
          .isEqualTo(volleys);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void anImageThatFailsIsNamedByItsIndexTheFirstOfSeveral(int threads) {
    List<Image> images = new ArrayList<>(IMAGES);
    images.set(17, Image.grey(3, 4, new byte[12]));
    images.set(31, Image.grey(5, 5, new byte[25]));
    try (Workers workers = new Workers(threads)) {
      ExampleException failure =
          catchThrowableOfType(
              ExampleException.class, () -> workers.map(NETWORK, images, Classifier::classify));

      assertThat(failure.index()).isEqualTo(17);
      assertThat(failure).hasMessageStartingWith("example 17: an image of 3x4 grey does not fit");
      assertThat(failure.getCause()).isInstanceOf(IllegalArgumentException.class);
      assertThat(workers.map(NETWORK, IMAGES, Classifier::classify)).hasSize(45);
    }
  }

  @Test
  void workStopsWhenTheTakerHasEnoughOrFails() {
    try (Workers workers = new Workers(2)) {
      AtomicInteger running = new AtomicInteger();
      List<Long> taken = new ArrayList<>();
      Workers.Operation<AtomicInteger, Long> operation =
          (count, index) -> {
            count.incrementAndGet();
            try {
              return index * index;
            } finally {
              count.decrementAndGet();
            }
          };
      workers.forEach(
          () -> running,
          5,
          1L << 40,
          operation,
          (index, square) -> {
            taken.add(square);
            return index < 1000;
          });
      assertThat(taken).hasSize(996).startsWith(25L, 36L).endsWith(1_000_000L);
      assertThat(running).hasValue(0);

      assertThatThrownBy(
              () ->
                  workers.forEach(
                      () -> running,
                      0,
                      1L << 40,
                      operation,
                      (index, square) -> {
                        throw new CancellationException("enough");
                      }))
          .isInstanceOf(CancellationException.class);
      assertThat(running).hasValue(0);
    }
  }

  @Test
  void makesAtMostOneWorkingCopyAThread() {
    AtomicInteger made = new AtomicInteger();
    try (Workers workers = new Workers(3)) {
      workers.map(
          () -> {
            made.incrementAndGet();
            return new Classifier(NETWORK);
          },
          IMAGES,
          Classifier::encode);
    }
    assertThat(made.get()).isBetween(1, 3);
  }

  @Test
  void nothingToDoIsDoneAndTooManyThreadsAreRefused() {
    try (Workers workers = new Workers(2)) {
      assertThat(workers.map(NETWORK, List.<Image>of(), Classifier::classify)).isEmpty();
    }
    assertThatThrownBy(() -> new Workers(0))
        .hasMessage("the number of threads must be 1 to 1024, not 0");
    assertThatThrownBy(() -> new Workers(1025)).isInstanceOf(IllegalArgumentException.class);
  }
}
