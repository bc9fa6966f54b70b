package io.firstspike.engine.text;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** Finds the known name that a misspelt one probably stands for. */
@API(status = Status.MAINTAINED)
public final class NearestName {

  /** Names longer than this are not compared, as they are not typing mistakes. */
  private static final int LONGEST = 64;

  private NearestName() {}

  /**
   * A hint for a message: {@code ": did you mean X?"}, where X is the name in {@code known} that is
   * nearest to {@code name}; empty if none is near.
   */
  public static String hint(String name, Collection<String> known) {
    return of(name, known).map(near -> ": did you mean " + near + "?").orElse("");
  }

  /**
   * The name in {@code known} that is nearest to {@code name}, ignoring case; empty if none is near
   * or several are equally near.
   */
  static Optional<String> of(String name, Collection<String> known) {
    if (name.isBlank() || name.length() > LONGEST) {
      return Optional.empty();
    }
    int least = known.stream().mapToInt(other -> distance(name, other)).min().orElse(LONGEST);
    List<String> nearest =
        known.stream().filter(other -> distance(name, other) == least).distinct().toList();
    return least <= allowed(name) && nearest.size() == 1
        ? Optional.of(nearest.get(0))
        : Optional.empty();
  }

  /**
   * The number of mistakes that are accepted: at least one, in longer names one for every three
   * letters.
   */
  private static int allowed(String name) {
    return Math.max(1, name.length() / 3);
  }

  /**
   * The number of letters inserted, left out, replaced, or swapped with their neighbour, ignoring
   * case.
   */
  private static int distance(String one, String two) {
    String a = one.toLowerCase(Locale.ROOT);
    String b = two.toLowerCase(Locale.ROOT);
    if (b.length() > LONGEST) {
      return Integer.MAX_VALUE;
    }
    int[][] slips = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        slips[i][j] = i == 0 || j == 0 ? i + j : slips(slips, a, b, i, j);
      }
    }
    return slips[a.length()][b.length()];
  }

  private static int slips(int[][] slips, String a, String b, int i, int j) {
    int changed = slips[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int least = Math.min(changed, 1 + Math.min(slips[i - 1][j], slips[i][j - 1]));
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(least, slips[i - 2][j - 2] + 1) : least;
  }
}
