package io.firstspike.pipeline.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.learning.ConfusionMatrix;
import io.firstspike.pipeline.app.console.Figures;
import io.firstspike.pipeline.app.console.Table;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class TableTest {

  @Test
  void columns_are_as_wide_as_their_widest_cell() {
    Table table = Table.empty().row("frames", "12").row("speed", "1,234/s");

    assertThat(table.toString().lines()).containsExactly("frames       12", "speed   1,234/s");
  }

  @Test
  void a_confusion_matrix_shows_counts_silence_and_the_share_of_right_ones() {
    ConfusionMatrix matrix = ConfusionMatrix.empty(List.of("cat", "dog"));
    for (int i = 0; i < 3; i++) {
      matrix.count(0, 0);
    }
    matrix.count(0, 1);
    matrix.count(1, -1);

    assertThat(Table.of(matrix).toString().lines())
        .containsExactly(
            "true \\ decided  cat  dog  silent    right",
            "cat               3    1       .  75.00 %",
            "dog               .    .       1   0.00 %");
  }

  @Test
  void figures_do_not_depend_on_the_locale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(Figures.percent(0.9876)).isEqualTo("98.76 %");
      assertThat(Figures.count(1_234_567)).isEqualTo("1,234,567");
    } finally {
      Locale.setDefault(before);
    }
  }
}
