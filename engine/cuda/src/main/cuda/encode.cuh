// Pixels to spikes: the device form of engine/core's Encoder, with the same bits.
//
// fs_encode and fs_encode_large take any encoding. One block encodes one image at a time, all
// stages one after the other; its working memory is shared memory (fs_encode) or, for images that
// do not fit there, global memory (fs_encode_large):
//
//     pixels -> padded plane -> cells (filters, threshold) -> normalised -> pooled -> inhibited
//            -> latencies (rank or Poisson) -> one neuron a place -> border, output
//
// Mirrored filters have faster ways: fs_encode_answers filters many images before fs_encode does
// the rest; fs_encode_mirrored does all of an encoding of filters in pairs of opposite sign, such
// as those of the family firstspike-2026, where only the choice of neurons matters. See there.
//
// Sums have the order of engine/core: over a filter's window row by row, each product rounded, then
// each sum. Adding a product that is 0 never changes a sum, as sums begin with +0 and can never
// become -0; so weights and pixels that are 0 need no special treatment.
#pragma once

#include "device.cuh"

// What an encoding consists of. The host writes these words in this order (EncodePlan.java).
struct FsEncodePlan {
  int planes, height, width;  // pixels
  int padding;
  int stride;   // floats from one row of the padded plane to the next
  int filters;  // maps that each plane gives
  int sources;  // filters that are computed; the others are negatives of these
  int side;     // of the largest window
  int rows, columns;  // maps of intensities
  int rectified;
  int radius;  // of the normalisation; 0: none
  int sumMaps;  // maps that are normalised at a time
  int poolHeight, poolWidth, poolRowStride, poolColumnStride, poolRowPadding, poolColumnPadding;
  int codedRows, codedColumns;  // maps of intensities after pooling; poolHeight 0: no pooling
  int lateral;                  // radius of the lateral inhibition; 0: none
  int lateralWeights;           // where its weights begin
  int poisson;
  float full;
  int inhibit;
  int border;
  int steps;
  int bits;  // whether the output is bits, not times
  // Where a block's parts of its working memory begin, in units of 16 bytes.
  int cellsAt, otherAt, stateAt, scratchAt;
  int weightsAt;  // in shared memory; -1: weights stay in global memory
  int rankAt;     // in shared memory
  int unused;
};

constexpr int FS_RUN = 7;  // cells in a row that a thread filters together
constexpr int FS_BUCKETS = 1024;
constexpr int FS_DIGIT_BITS = 4;
constexpr int FS_DIGITS = 1 << FS_DIGIT_BITS;
constexpr int FS_MOST_SLOTS = 128;
constexpr int FS_LIST = 256;  // a block has at least as many threads

// Scalars of a block, at the beginning of its shared memory.
enum FsScalar {
  FS_NON_ZERO,
  FS_WEAKEST,
  FS_STRONGEST,
  FS_SLOTS,
  FS_LISTED,
  FS_HASH,  // two words
  FS_WARP_SUMS = 8,
  FS_SCALARS = 40
};

// ---------------------------------------------------------------------------------------------
// Filters

// Copies a plane of pixels as floats into the middle of zeros. A warp copies a row at a time.
static __device__ void fs_encode_pad(
    const FsEncodePlan& plan, const uint8_t* pixels, float* padded) {
  const int lane = threadIdx.x & 31;
  const int rows = plan.height + 2 * plan.padding;
  for (int row = threadIdx.x >> 5; row < rows; row += blockDim.x >> 5) {
    const int y = row - plan.padding;
    const bool inside = y >= 0 && y < plan.height;
    for (int column = lane; column < plan.stride; column += 32) {
      const int x = column - plan.padding;
      const bool pixel = inside && x >= 0 && x < plan.width;
      padded[(long long)row * plan.stride + column] =
          pixel ? (float)pixels[(long long)y * plan.width + x] : 0.0f;
    }
  }
}

// FS_RUN neighbouring cells of one row, for a window whose side is known to the compiler: a row of
// the window needs SIDE + FS_RUN - 1 pixels, which are read once and stay in registers.
template <int SIDE>
static __device__ __forceinline__ void fs_encode_run(
    const float* corner, int stride, const float* weights, float (&sums)[FS_RUN]) {
#pragma unroll 1
  for (int ky = 0; ky < SIDE; ky++) {
    float seen[SIDE + FS_RUN - 1];
#pragma unroll
    for (int i = 0; i < SIDE + FS_RUN - 1; i++) {
      seen[i] = corner[ky * stride + i];
    }
#pragma unroll
    for (int kx = 0; kx < SIDE; kx++) {
      const float weight = weights[ky * SIDE + kx];
#pragma unroll
      for (int i = 0; i < FS_RUN; i++) {
        sums[i] = sums[i] + weight * seen[kx + i];
      }
    }
  }
}

// Cells at the given distances, for any window.
static __device__ void fs_encode_any(const float* corner, int stride, const int (&places)[FS_RUN],
    int side, const float* weights, float (&sums)[FS_RUN]) {
  for (int ky = 0; ky < side; ky++) {
    const float* row = corner + (long long)ky * stride;
    for (int kx = 0; kx < side; kx++) {
      const float weight = weights[ky * side + kx];
#pragma unroll
      for (int i = 0; i < FS_RUN; i++) {
        sums[i] = sums[i] + weight * row[kx + places[i]];
      }
    }
  }
}

// What is kept of a filter's answer.
static __device__ __forceinline__ float fs_encode_keep(
    float answer, bool turned, bool rectified, float threshold) {
  const float value = rectified ? __int_as_float(__float_as_int(answer) & 0x7fffffff)
                      : turned  ? 0.0f - answer
                                : answer;
  return value < threshold ? 0.0f : value;
}

// All filters on one padded plane. table: for each source side, first weight, first target, end of
// targets; then for each target filter, whether it is the negative, threshold, 0.
//
// A warp takes FS_RUN columns of 32 rows in shared memory, where a row of an odd number of floats
// for each lane means different banks; but FS_RUN rows of 32 columns in global memory, where the
// lanes then read one piece.
template <bool SHARED>
static __device__ void fs_encode_filter(const FsEncodePlan& plan, int plane, const int* table,
    const float* weights, const float* padded, float* cells) {
  const int lane = threadIdx.x & 31;
  const int warps = blockDim.x >> 5;
  const int down = SHARED ? (plan.rows + 31) / 32 : (plan.rows + FS_RUN - 1) / FS_RUN;
  const int across = SHARED ? (plan.columns + FS_RUN - 1) / FS_RUN : (plan.columns + 31) / 32;
  const long long pieces = (long long)down * across;
  for (long long unit = threadIdx.x >> 5; unit < plan.sources * pieces; unit += warps) {
    const int source = (int)(unit / pieces);
    const int piece = (int)(unit % pieces);
    const int row = SHARED ? piece / across * 32 + lane : piece / across * FS_RUN;
    const int column = SHARED ? piece % across * FS_RUN : piece % across * 32 + lane;
    if (row >= plan.rows || column >= plan.columns) {
      continue;
    }
    const int side = table[4 * source];
    const int margin = (plan.side - side) / 2;
    const float* own = weights + table[4 * source + 1];
    const float* corner = padded + (long long)(row + margin) * plan.stride + column + margin;
    float sums[FS_RUN];
    int places[FS_RUN];
#pragma unroll
    for (int i = 0; i < FS_RUN; i++) {
      sums[i] = 0.0f;
      places[i] = SHARED ? i : min(i, plan.rows - 1 - row) * plan.stride;
    }
    if (SHARED && side == 7) {
      fs_encode_run<7>(corner, plan.stride, own, sums);
    } else if (SHARED && side == 13) {
      fs_encode_run<13>(corner, plan.stride, own, sums);
    } else if (SHARED && side == 5) {
      fs_encode_run<5>(corner, plan.stride, own, sums);
    } else if (SHARED && side == 3) {
      fs_encode_run<3>(corner, plan.stride, own, sums);
    } else {
      fs_encode_any(corner, plan.stride, places, side, own, sums);
    }
    const int end = table[4 * source + 3];
    for (int target = table[4 * source + 2]; target < end; target++) {
      const int* at = table + 4 * (plan.sources + target);
      const int map = plane * plan.filters + at[0];
      const float threshold = __int_as_float(at[2]);
      float* first = cells + ((long long)map * plan.rows + row) * plan.columns + column;
#pragma unroll
      for (int i = 0; i < FS_RUN; i++) {
        if (SHARED ? column + i < plan.columns : row + i < plan.rows) {
          first[SHARED ? i : i * plan.columns] =
              fs_encode_keep(sums[i], at[1] != 0, plan.rectified != 0, threshold);
        }
      }
    }
  }
}

// ---------------------------------------------------------------------------------------------
// Stages between filters and coding

// Divides a cell by the mean of its square, which follows from four sums.
static __device__ __forceinline__ float fs_encode_normal(
    const FsEncodePlan& plan, const double* sums, int row, int column, float intensity) {
  const int across = plan.columns + 1;
  const long long top = (long long)max(0, row - plan.radius) * across;
  const long long bottom = (long long)min(plan.rows, row + plan.radius + 1) * across;
  const int left = max(0, column - plan.radius);
  const int right = min(plan.columns, column + plan.radius + 1);
  const double area = (2.0 * plan.radius + 1) * (2.0 * plan.radius + 1);
  const double below = sums[bottom + right] - sums[bottom + left];
  const double above = sums[top + right] - sums[top + left];
  const double mean = (below - above) / area + 1e-12;
  return (float)(intensity / mean);
}

// Local normalisation in place, of plan.sumMaps maps at a time. sums: for each map, at (row,
// column) the sum of all cells above and to the left: a thread sums up a row, then a thread a
// column. queue: 64 words for each warp, in which it gathers cells that are not 0, so that all
// lanes divide.
static __device__ void fs_encode_normalise(
    const FsEncodePlan& plan, float* cells, double* sums, int* queue) {
  const int lane = threadIdx.x & 31;
  const int maps = plan.planes * plan.filters;
  const int across = plan.columns + 1;
  const int locations = plan.rows * plan.columns;
  const long long mapSums = (long long)(plan.rows + 1) * across;
  int* mine = queue + 64 * (threadIdx.x >> 5);
  for (int first = 0; first < maps; first += plan.sumMaps) {
    const int count = min(plan.sumMaps, maps - first);
    for (int i = threadIdx.x; i < count * plan.rows; i += blockDim.x) {
      const int map = i / plan.rows;
      const int row = i % plan.rows;
      const float* from = cells + (long long)(first + map) * locations + row * plan.columns;
      double* to = sums + map * mapSums + (long long)(row + 1) * across;
      double line = 0;
      to[0] = 0;
      for (int column = 0; column < plan.columns; column++) {
        line = line + from[column];
        to[column + 1] = line;
      }
    }
    __syncthreads();
    for (int i = threadIdx.x; i < count * across; i += blockDim.x) {
      double* to = sums + i / across * mapSums + i % across;
      double above = 0;
      to[0] = 0;
      for (int row = 1; row <= plan.rows; row++) {
        above = above + to[(long long)row * across];
        to[(long long)row * across] = above;
      }
    }
    __syncthreads();
    float* group = cells + (long long)first * locations;
    const int all = count * locations;
    int waiting = 0;
    for (int begin = threadIdx.x & ~31; begin < all || waiting > 0; begin += blockDim.x) {
      const int cell = begin + lane;
      const bool kept = cell < all && group[cell] != 0;
      const unsigned ballot = __ballot_sync(0xffffffffu, kept);
      if (kept) {
        mine[waiting + __popc(ballot & ((1u << lane) - 1))] = cell;
      }
      waiting += __popc(ballot);
      __syncwarp(0xffffffffu);
      if (waiting >= 32 || begin + (int)blockDim.x >= all) {
        if (lane < waiting) {
          const int at = mine[lane];
          const int map = at / locations;
          const int place = at % locations;
          group[at] = fs_encode_normal(plan, sums + map * mapSums, place / plan.columns,
              place % plan.columns, group[at]);
        }
        __syncwarp(0xffffffffu);
        mine[lane] = mine[32 + lane];
        waiting = max(0, waiting - 32);
        __syncwarp(0xffffffffu);
      }
    }
    __syncthreads();
  }
}

// Pooling of intensities: the highest in each window.
static __device__ void fs_encode_pool(const FsEncodePlan& plan, const float* cells, float* pooled) {
  const int locations = plan.codedRows * plan.codedColumns;
  const int size = plan.planes * plan.filters * locations;
  for (int i = threadIdx.x; i < size; i += blockDim.x) {
    const float* map = cells + (long long)(i / locations) * plan.rows * plan.columns;
    const int y = i % locations / plan.codedColumns * plan.poolRowStride - plan.poolRowPadding;
    const int x = i % plan.codedColumns * plan.poolColumnStride - plan.poolColumnPadding;
    float highest = __int_as_float((int)0xff800000);  // negative infinity
    for (int row = max(0, y); row < min(plan.rows, y + plan.poolHeight); row++) {
      for (int column = max(0, x); column < min(plan.columns, x + plan.poolWidth); column++) {
        const float cell = map[row * plan.columns + column];
        highest = cell > highest ? cell : highest;
      }
    }
    pooled[i] = highest;
  }
}

// Lateral inhibition among intensities. weights: a square of side 2 * plan.lateral + 1.
static __device__ void fs_encode_lateral(
    const FsEncodePlan& plan, const float* weights, const float* cells, float* inhibited) {
  const int locations = plan.codedRows * plan.codedColumns;
  const int size = plan.planes * plan.filters * locations;
  const int side = 2 * plan.lateral + 1;
  for (int i = threadIdx.x; i < size; i += blockDim.x) {
    const float* map = cells + (long long)(i / locations) * locations;
    const int top = i % locations / plan.codedColumns - plan.lateral;
    const int left = i % plan.codedColumns - plan.lateral;
    const float intensity = cells[i];
    float gain = 0;
    // A cell that is 0 stays 0, whatever it gains.
    for (int ky = 0; ky < side && intensity != 0; ky++) {
      const int y = top + ky;
      for (int kx = 0; kx < side; kx++) {
        const int x = left + kx;
        const bool inside = y >= 0 && y < plan.codedRows && x >= 0 && x < plan.codedColumns;
        const float neighbour = inside ? map[y * plan.codedColumns + x] : 0.0f;
        if (intensity > neighbour) {
          gain = gain + weights[ky * side + kx];
        }
      }
    }
    inhibited[i] = intensity * (1.0f + gain);
  }
}

// ---------------------------------------------------------------------------------------------
// Rank-order coding

// The memory of a block that ranks cells, in shared memory.
struct FsRank {
  int* scalars;
  int* buckets;         // FS_BUCKETS: cells in each, then its code
  int* digits;          // FS_MOST_SLOTS x FS_DIGITS
  int* bases;           // FS_MOST_SLOTS: rank of the first cell of each slot
  int* newBases;        // FS_MOST_SLOTS
  unsigned* listKeys;   // FS_LIST
  int* listCells;       // FS_LIST
  uint8_t* next;        // FS_MOST_SLOTS x FS_DIGITS: codes
  int perStep;
  int silent;  // state of a cell that does not fire, at most 127

  static constexpr int WORDS = FS_BUCKETS + FS_MOST_SLOTS * FS_DIGITS + 2 * FS_MOST_SLOTS +
                               2 * FS_LIST + FS_MOST_SLOTS * FS_DIGITS / 4;
};

static __device__ FsRank fs_rank_at(int* scalars, int* words) {
  FsRank rank;
  rank.scalars = scalars;
  rank.buckets = words;
  rank.digits = rank.buckets + FS_BUCKETS;
  rank.bases = rank.digits + FS_MOST_SLOTS * FS_DIGITS;
  rank.newBases = rank.bases + FS_MOST_SLOTS;
  rank.listKeys = (unsigned*)(rank.newBases + FS_MOST_SLOTS);
  rank.listCells = (int*)(rank.listKeys + FS_LIST);
  rank.next = (uint8_t*)(rank.listCells + FS_LIST);
  rank.perStep = 1;
  rank.silent = 1;
  return rank;
}

// The code of `count` cells (at least 1) whose ranks begin with `start`: their time step if they
// share one; else 128 + the number of a new slot, whose cells must be told apart. As every slot
// contains the end of a time step, there are at most 127 at a time.
static __device__ int fs_rank_code(const FsRank& rank, int* bases, int start, int count) {
  const int first = min(start / rank.perStep, rank.silent);
  const int last = min((start + count - 1) / rank.perStep, rank.silent);
  if (first == last) {
    return first;
  }
  const int slot = atomicAdd(rank.scalars + FS_SLOTS, 1);
  bases[slot] = start;
  return 128 | slot;
}

// Sets the state of a cell to its code, and lists the cell if it must be told apart from others.
static __device__ __forceinline__ void fs_rank_set(
    const FsRank& rank, uint8_t* state, int cell, unsigned key, int code) {
  state[cell] = (uint8_t)code;
  if (code & 128) {
    const int at = atomicAdd(rank.scalars + FS_LISTED, 1);
    if (at < FS_LIST) {
      rank.listKeys[at] = key;
      rank.listCells[at] = cell;
    }
  }
}

// Turns the counts of the buckets into their codes.
static __device__ void fs_rank_buckets(const FsRank& rank) {
  const int lane = threadIdx.x & 31;
  const int warp = threadIdx.x >> 5;
  const int each = FS_BUCKETS / blockDim.x;
  int* own = rank.buckets + each * threadIdx.x;
  int sum = 0;
  for (int i = 0; i < each; i++) {
    sum += own[i];
  }
  int before = sum;
  for (int distance = 1; distance < 32; distance *= 2) {
    const int other = __shfl_up_sync(0xffffffffu, before, distance);
    before += lane >= distance ? other : 0;
  }
  if (lane == 31) {
    rank.scalars[FS_WARP_SUMS + warp] = before;
  }
  __syncthreads();
  int start = before - sum;
  for (int i = 0; i < warp; i++) {
    start += rank.scalars[FS_WARP_SUMS + i];
  }
  for (int i = 0; i < each; i++) {
    const int count = own[i];
    if (count > 0) {
      own[i] = fs_rank_code(rank, rank.bases, start, count);
    }
    start += count;
  }
  __syncthreads();
}

// Ranks the listed cells, at most FS_LIST, among those of their slot.
static __device__ void fs_rank_list(const FsRank& rank, uint8_t* state, int listed) {
  const int i = threadIdx.x;
  int place = 0;
  if (i < listed) {
    const int cell = rank.listCells[i];
    const unsigned key = rank.listKeys[i];
    const int slot = state[cell];
    place = rank.bases[slot & 127];
    for (int j = 0; j < listed; j++) {
      const int other = rank.listCells[j];
      const bool earlier =
          rank.listKeys[j] < key || (rank.listKeys[j] == key && other < cell);
      place += earlier && state[other] == slot ? 1 : 0;
    }
  }
  __syncthreads();
  if (i < listed) {
    state[rank.listCells[i]] = (uint8_t)min(place / rank.perStep, rank.silent);
  }
  __syncthreads();
}

// Rank-order coding without sorting: only the ranks at which time steps end matter. Cells are
// counted in buckets of similar intensity; a bucket within one time step is done. The others, at
// most one for each end of a time step, become slots. If their cells are few, as nearly always,
// each is compared with the others of its slot; else each slot is divided by the next digit of
// intensity, and after the last one by those of the flat index, as often as needed: the effort
// grows with the number of cells only, also if all are equal.
//
// state: for each cell its time step, or `silent`. atAll: the only time step is 0, and silent is 1.
// Returns silent. blockDim.x is 256, 512 or 1024.
static __device__ int fs_rank(
    FsRank rank, const float* cells, int size, int steps, bool atAll, uint8_t* state) {
  int* scalars = rank.scalars;
  for (int i = threadIdx.x; i < FS_BUCKETS; i += blockDim.x) {
    rank.buckets[i] = 0;
  }
  if (threadIdx.x == 0) {
    scalars[FS_NON_ZERO] = 0;
    scalars[FS_WEAKEST] = 0x7fffffff;
    scalars[FS_STRONGEST] = 0;
    scalars[FS_SLOTS] = 0;
    scalars[FS_LISTED] = 0;
  }
  __syncthreads();
  int nonZero = 0;
  int weakest = 0x7fffffff;
  int strongest = 0;
  for (int i = threadIdx.x; i < size; i += blockDim.x) {
    // Positive floats are in the same order as their bits; negative ones count, but do not fire.
    const int value = __float_as_int(cells[i]);
    nonZero += cells[i] != 0 ? 1 : 0;
    weakest = value > 0 ? min(weakest, value) : weakest;
    strongest = max(strongest, value);
  }
  for (int distance = 16; distance > 0; distance /= 2) {
    nonZero += __shfl_xor_sync(0xffffffffu, nonZero, distance);
    weakest = min(weakest, __shfl_xor_sync(0xffffffffu, weakest, distance));
    strongest = max(strongest, __shfl_xor_sync(0xffffffffu, strongest, distance));
  }
  if ((threadIdx.x & 31) == 0) {
    atomicAdd(scalars + FS_NON_ZERO, nonZero);
    atomicMin(scalars + FS_WEAKEST, weakest);
    atomicMax(scalars + FS_STRONGEST, strongest);
  }
  __syncthreads();
  nonZero = scalars[FS_NON_ZERO];
  weakest = scalars[FS_WEAKEST];
  strongest = scalars[FS_STRONGEST];
  rank.perStep = max(1, nonZero / steps);
  rank.silent = steps;
  if (atAll) {
    rank.perStep *= steps;
    rank.silent = 1;
  }
  const int width = strongest > weakest ? 32 - __clz(strongest - weakest) : 0;
  int left = max(0, width - 10);  // digits of intensity that do not tell buckets apart, in bits
  const int shift = left;
  for (int i = threadIdx.x; i < size; i += blockDim.x) {
    const int value = __float_as_int(cells[i]);
    if (value > 0) {
      atomicAdd(rank.buckets + ((strongest - value) >> shift), 1);
    } else {
      state[i] = (uint8_t)rank.silent;
    }
  }
  __syncthreads();
  fs_rank_buckets(rank);
  for (int i = threadIdx.x; i < size; i += blockDim.x) {
    const int value = __float_as_int(cells[i]);
    if (value > 0) {
      const unsigned key = strongest - value;
      fs_rank_set(rank, state, i, key, rank.buckets[key >> shift]);
    }
  }
  __syncthreads();
  int indexLeft = size > 1 ? 32 - __clz(size - 1) : 0;
  while (true) {
    const int listed = scalars[FS_LISTED];
    const int slots = scalars[FS_SLOTS];
    if (listed == 0) {
      return rank.silent;
    }
    if (listed <= FS_LIST) {
      fs_rank_list(rank, state, listed);
      return rank.silent;
    }
    const bool byValue = left > 0;
    const int taken = min(FS_DIGIT_BITS, byValue ? left : indexLeft);
    left -= byValue ? taken : 0;
    indexLeft -= byValue ? 0 : taken;
    const int by = byValue ? left : indexLeft;
    const int mask = (1 << taken) - 1;
    __syncthreads();
    if (threadIdx.x == 0) {
      scalars[FS_SLOTS] = 0;
      scalars[FS_LISTED] = 0;
    }
    for (int i = threadIdx.x; i < slots * FS_DIGITS; i += blockDim.x) {
      rank.digits[i] = 0;
    }
    __syncthreads();
    for (int i = threadIdx.x; i < size; i += blockDim.x) {
      if (state[i] & 128) {
        const int key = byValue ? strongest - __float_as_int(cells[i]) : i;
        atomicAdd(rank.digits + (state[i] & 127) * FS_DIGITS + ((key >> by) & mask), 1);
      }
    }
    __syncthreads();
    if ((int)threadIdx.x < slots) {
      int start = rank.bases[threadIdx.x];
      for (int digit = threadIdx.x * FS_DIGITS; digit < (int)(threadIdx.x + 1) * FS_DIGITS;
           digit++) {
        const int count = rank.digits[digit];
        if (count > 0) {
          rank.next[digit] = (uint8_t)fs_rank_code(rank, rank.newBases, start, count);
        }
        start += count;
      }
    }
    __syncthreads();
    for (int i = threadIdx.x; i < size; i += blockDim.x) {
      if (state[i] & 128) {
        const unsigned value = strongest - __float_as_int(cells[i]);
        const int key = byValue ? (int)value : i;
        const int digit = (state[i] & 127) * FS_DIGITS + ((key >> by) & mask);
        fs_rank_set(rank, state, i, value, rank.next[digit]);
      }
    }
    int* bases = rank.bases;
    rank.bases = rank.newBases;
    rank.newBases = bases;
    __syncthreads();
  }
}

// ---------------------------------------------------------------------------------------------
// Poisson coding and point-wise inhibition

// The output function of SplitMix64 (Stafford's variant 13).
static __device__ __forceinline__ unsigned long long fs_mix(unsigned long long value) {
  unsigned long long z = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
  return z ^ (z >> 31);
}

// The first spike of each cell's random train. The hash over all cells is a chain that one thread
// goes through: some ten nanoseconds a cell.
static __device__ void fs_encode_poisson(const FsEncodePlan& plan, double maxRate, long long seed,
    const float* cells, int size, uint8_t* state, int* scalars) {
  const unsigned long long gamma = 0x9e3779b97f4a7c15ull;
  if (threadIdx.x == 0) {
    scalars[FS_STRONGEST] = 0;
    unsigned long long hash = 0;
    for (int i = 0; i < size; i++) {
      hash = fs_mix(hash + gamma + (unsigned long long)(long long)__float_as_int(cells[i]));
    }
    scalars[FS_HASH] = (int)(unsigned)hash;
    scalars[FS_HASH + 1] = (int)(unsigned)(hash >> 32);
  }
  __syncthreads();
  if (plan.full == 0) {
    int strongest = 0;
    for (int i = threadIdx.x; i < size; i += blockDim.x) {
      strongest = max(strongest, __float_as_int(cells[i]));
    }
    atomicMax(scalars + FS_STRONGEST, strongest);
  }
  __syncthreads();
  const double full = plan.full == 0 ? __int_as_float(scalars[FS_STRONGEST]) : plan.full;
  const unsigned long long hash = (unsigned long long)(unsigned)scalars[FS_HASH + 1] << 32 |
                                  (unsigned)scalars[FS_HASH];
  const unsigned long long stream = fs_mix(fs_mix((unsigned long long)seed + gamma) + hash);
  for (int i = threadIdx.x; i < size; i += blockDim.x) {
    int time = plan.steps;
    if (cells[i] > 0) {
      const double intensity = cells[i];
      const double probability = maxRate * ((intensity < full ? intensity : full) / full);
      for (int step = 0; probability > 0 && step < plan.steps; step++) {
        const unsigned long long place = (unsigned long long)i * 128 + step + 1;
        const unsigned long long random = fs_mix(stream + gamma * place);
        if ((double)(random >> 11) * 0x1p-53 < probability) {
          time = step;
          break;
        }
      }
    }
    state[i] = (uint8_t)time;
  }
  __syncthreads();
}

// Point-wise inhibition: a thread keeps the first spike at its location, of equal ones the
// strongest.
static __device__ void fs_encode_inhibit(
    const FsEncodePlan& plan, const float* cells, int size, uint8_t* state) {
  const int locations = plan.codedRows * plan.codedColumns;
  for (int location = threadIdx.x; location < locations; location += blockDim.x) {
    int best = -1;
    for (int i = location; i < size; i += locations) {
      const bool beats = state[i] < plan.steps &&
                         (best < 0 || state[i] < state[best] ||
                             (state[i] == state[best] && cells[i] > cells[best]));
      best = beats ? i : best;
    }
    for (int i = location; i < size; i += locations) {
      if (i != best) {
        state[i] = (uint8_t)plan.steps;
      }
    }
  }
  __syncthreads();
}

// ---------------------------------------------------------------------------------------------
// Output

// Writes an image's states within a border of silent neurons: a warp writes a row. As bits, a
// ballot of the lanes is a word: bit = lane = column % 32. Times without a border are copied four
// at a time.
static __device__ void fs_encode_write(
    const FsEncodePlan& plan, int image, const uint8_t* state, int silent, uint8_t* output) {
  const int lane = threadIdx.x & 31;
  const int maps = plan.planes * plan.filters;
  const int rows = plan.codedRows + 2 * plan.border;
  const int columns = plan.codedColumns + 2 * plan.border;
  const int words = (columns + 31) / 32;
  const int size = maps * plan.codedRows * plan.codedColumns;
  if (!plan.bits && plan.border == 0 && size % 4 == 0) {
    uint32_t* to = (uint32_t*)(output + (long long)image * size);
    for (int i = threadIdx.x; i < size / 4; i += blockDim.x) {
      to[i] = ((const uint32_t*)state)[i];
    }
    return;
  }
  for (int i = threadIdx.x >> 5; i < maps * rows; i += blockDim.x >> 5) {
    const int y = i % rows - plan.border;
    const bool inside = y >= 0 && y < plan.codedRows;
    const long long from = ((long long)(i / rows) * plan.codedRows + y) * plan.codedColumns;
    const long long to = (long long)image * maps * rows + i;
    for (int word = 0; word < words; word++) {
      const int column = 32 * word + lane;
      const int x = column - plan.border;
      const int time =
          inside && x >= 0 && x < plan.codedColumns ? state[from + x] : silent;
      if (plan.bits) {
        const unsigned fired = __ballot_sync(0xffffffffu, time < silent);
        if (lane == 0) {
          ((uint32_t*)output)[to * words + word] = fired;
        }
      } else if (column < columns) {
        output[to * columns + column] = (uint8_t)time;
      }
    }
  }
}

// ---------------------------------------------------------------------------------------------
// All stages

template <bool SHARED>
static __device__ void fs_encode_images(const uint8_t* pixels, const float* filtered, int count,
    uint8_t* output, const int* table, const float* globalWeights, int weightCount,
    unsigned char* memory, const FsEncodePlan& plan, double maxRate, long long seed) {
  unsigned char* shared = fs_shared();
  int* scalars = (int*)shared;
  int* queue = scalars + FS_SCALARS;
  unsigned char* work = SHARED ? shared : memory;
  float* cells = (float*)(work + 16ll * plan.cellsAt);
  float* other = (float*)(work + 16ll * plan.otherAt);
  uint8_t* state = work + 16ll * plan.stateAt;
  unsigned char* scratch = work + 16ll * plan.scratchAt;
  const FsRank rank = fs_rank_at(scalars, (int*)(shared + 16ll * plan.rankAt));
  const float* weights = globalWeights;
  if (SHARED && plan.weightsAt >= 0) {
    float* copy = (float*)(shared + 16ll * plan.weightsAt);
    for (int i = threadIdx.x; i < weightCount; i += blockDim.x) {
      copy[i] = globalWeights[i];
    }
    weights = copy;
  }
  const int pixelCount = plan.height * plan.width;
  const int size = plan.planes * plan.filters * plan.codedRows * plan.codedColumns;
  for (int image = blockIdx.x; image < count; image += gridDim.x) {
    if (filtered != nullptr) {
      const int all = plan.planes * plan.filters * plan.rows * plan.columns;
      for (int i = threadIdx.x; i < all; i += blockDim.x) {
        cells[i] = filtered[(long long)image * all + i];
      }
      __syncthreads();
    }
    for (int plane = 0; plane < plan.planes && filtered == nullptr; plane++) {
      const uint8_t* from = pixels + ((long long)image * plan.planes + plane) * pixelCount;
      fs_encode_pad(plan, from, (float*)scratch);
      __syncthreads();
      fs_encode_filter<SHARED>(plan, plane, table, weights, (const float*)scratch, cells);
      __syncthreads();
    }
    if (plan.radius > 0) {
      fs_encode_normalise(plan, cells, (double*)scratch, queue);
    }
    float* now = cells;
    float* then = other;
    if (plan.poolHeight > 0) {
      fs_encode_pool(plan, now, then);
      __syncthreads();
      then = now;
      now = other;
    }
    if (plan.lateral > 0) {
      fs_encode_lateral(plan, weights + plan.lateralWeights, now, then);
      __syncthreads();
      now = then;
    }
    int silent = plan.steps;
    if (plan.poisson) {
      fs_encode_poisson(plan, maxRate, seed, now, size, state, scalars);
    } else {
      silent = fs_rank(rank, now, size, plan.steps, plan.bits && !plan.inhibit, state);
    }
    if (plan.inhibit) {
      fs_encode_inhibit(plan, now, size, state);
    }
    fs_encode_write(plan, image, state, silent, output);
    __syncthreads();
  }
}

// pixels: uint8 [image][plane][row][column]. filtered: what fs_encode_answers made of them, or
// null. output: times or bits of `count` images. table, weights: see fs_encode_filter; the weights
// of the lateral inhibition follow those of the filters. Blocks of 256 or 512 threads.
//
// For firstspike-2026 this takes some 20,000 instructions of warps an image, 12,000 of them for the
// filters; for mozafari-2019 some 50,000, 31,000 of them for the filters.
extern "C" __global__ void __launch_bounds__(512, 2) fs_encode(const uint8_t* pixels,
    const float* filtered, int count, uint8_t* output, const int* table, const float* weights,
    int weightCount, double maxRate, long long seed, FsEncodePlan plan) {
  fs_encode_images<true>(
      pixels, filtered, count, output, table, weights, weightCount, nullptr, plan, maxRate, seed);
}
FS_KERNEL(fs_encode)

// The same with a block's working memory in `memory`, memoryEach bytes for each block. Blocks of
// 1024 threads.
extern "C" __global__ void __launch_bounds__(1024) fs_encode_large(const uint8_t* pixels, int count,
    uint8_t* output, const int* table, const float* weights, int weightCount, double maxRate,
    long long seed, unsigned char* memory, long long memoryEach, FsEncodePlan plan) {
  fs_encode_images<false>(pixels, nullptr, count, output, table, weights, weightCount,
      memory + blockIdx.x * memoryEach, plan, maxRate, seed);
}
FS_KERNEL(fs_encode_large)

// ---------------------------------------------------------------------------------------------
// Mirrored filters
//
// Weights that depend on the distances from the middle row and column only, in any order of these
// two, as those of differences of Gaussians and of Laplacians of Gaussians: a window of side 7 has
// 10 different ones. For one plane of at most 28 columns, and windows that are centred at each
// pixel.
//
// A warp takes one filter on 7 columns of 32 images, lane = image:
//
//     input row y         side + 6 pixels: the 7 columns and half a window on each side
//         |               equal weights give equal products: 10 of each pixel at most for side 7
//         v
//     output rows y + half (its window's row 0) ... y - half (its last row, which completes it):
//     side x 7 running sums in registers, each of which gets its products in its window's order
//
// For side 7, an input row takes 110 products and 343 sums; with columns for lanes, it would take
// 84 and 147 for one column instead of 7, with 4 of 32 lanes idle.

constexpr int FS_LANE_IMAGES = 32;
constexpr int FS_WORDS_BEFORE = 2;  // are read with the first pixels of an image, and not kept

// The place among the different weights of that at distance a and b from the middle, in rows and
// columns or the other way round.
static __device__ __forceinline__ constexpr int fs_mirrored_place(int half, int a, int b) {
  return a <= b ? (half + 1) * a - a * (a - 1) / 2 + b - a
                : (half + 1) * b - b * (b - 1) / 2 + a - b;
}

static __device__ __forceinline__ constexpr int fs_distance(int a, int b) {
  return a < b ? b - a : a - b;
}

// Copies the pixels of a block's images to shared memory, a warp an image at a time.
static __device__ void fs_mirrored_load(
    const uint32_t* pixels, int here, int pixelWords, int imageWords, uint32_t* images) {
  for (int image = threadIdx.x >> 5; image < here; image += blockDim.x >> 5) {
    for (int i = threadIdx.x & 31; i < pixelWords; i += 32) {
      images[image * imageWords + i] = pixels[(long long)image * pixelWords + i];
    }
  }
}

// One filter on FS_RUN columns of the lane's image, beginning with `left`. weights: the different
// ones. emit(row, answers) gets each completed row. ZEROS: whether a zero must be +0; it saves the
// first addition if it may be -0, too.
template <int SIDE, bool ZEROS, typename Emit>
static __device__ __forceinline__ void fs_mirrored_run(const uint32_t* image, int height, int width,
    int left, const float (&weights)[(SIDE / 2 + 1) * (SIDE / 2 + 2) / 2], const Emit& emit) {
  constexpr int HALF = SIDE / 2;
  constexpr int SEEN = FS_RUN + 2 * HALF;
  constexpr int DIFFERENT = (HALF + 1) * (HALF + 2) / 2;
  constexpr int WORDS = (SEEN + 3) / 4;
  unsigned keep[WORDS];  // bytes of pixels that exist
#pragma unroll
  for (int i = 0; i < WORDS; i++) {
    keep[i] = 0;
  }
#pragma unroll
  for (int i = 0; i < SEEN; i++) {
    const int column = left - HALF + i;
    keep[i / 4] |= column >= 0 && column < width ? 0xffu << 8 * (i % 4) : 0;
  }
  // sums[s]: answers that have got the rows 0 to s of their window.
  float sums[SIDE - 1][FS_RUN];
#pragma unroll
  for (int s = 0; s < SIDE - 1; s++) {
#pragma unroll
    for (int i = 0; i < FS_RUN; i++) {
      sums[s][i] = 0.0f;
    }
  }
#pragma unroll 1
  for (int y = 0; y < height; y++) {
    const int first = y * width + left - HALF;
    const uint32_t* from = image + (first >> 2);
    const int turn = 8 * (first & 3);
    unsigned words[WORDS];
#pragma unroll
    for (int i = 0; i < WORDS; i++) {
      words[i] = __funnelshift_r(from[i], from[i + 1], turn) & keep[i];
    }
    float now[SIDE][FS_RUN];
#pragma unroll
    for (int q = 0; q < SEEN; q++) {
      const float pixel = (float)(words[q / 4] >> 8 * (q % 4) & 0xff);
      float products[DIFFERENT];
#pragma unroll
      for (int i = 0; i < DIFFERENT; i++) {
        products[i] = weights[i] * pixel;
      }
#pragma unroll
      for (int i = 0; i < FS_RUN; i++) {
        const int kx = q - i;
        if (kx >= 0 && kx < SIDE) {
#pragma unroll
          for (int ky = SIDE - 1; ky >= 0; ky--) {
            const float product =
                products[fs_mirrored_place(HALF, fs_distance(ky, HALF), fs_distance(kx, HALF))];
            if (kx > 0) {
              now[ky][i] = now[ky][i] + product;
            } else if (ky > 0) {
              now[ky][i] = sums[ky - 1][i] + product;
            } else {
              now[ky][i] = ZEROS ? 0.0f + product : product;
            }
          }
        }
      }
    }
    if (y >= HALF) {
      emit(y - HALF, now[SIDE - 1]);
    }
#pragma unroll
    for (int s = 0; s < SIDE - 1; s++) {
#pragma unroll
      for (int i = 0; i < FS_RUN; i++) {
        sums[s][i] = now[s][i];
      }
    }
  }
  // The windows of the last rows end below the image.
#pragma unroll
  for (int s = HALF; s < SIDE - 1; s++) {
    const int row = height - 1 - s + HALF;
    if (row >= 0) {
      emit(row, sums[s]);
    }
  }
}

// The answers of one filter on 7 columns of the lane's image, as its targets keep them. A completed
// row of all images goes through `turn`, 7 floats of each image, so that neighbouring lanes write
// neighbouring cells. cells: of the warp's first image; `here` images are there.
template <int SIDE>
static __device__ __forceinline__ void fs_answers(const FsEncodePlan& plan, const uint32_t* image,
    const int* table, const float* weights, int source, int left, int here, float* turn,
    float* cells) {
  constexpr int HALF = SIDE / 2;
  float different[(HALF + 1) * (HALF + 2) / 2];
#pragma unroll
  for (int a = 0; a <= HALF; a++) {
#pragma unroll
    for (int b = a; b <= HALF; b++) {
      different[fs_mirrored_place(HALF, a, b)] = weights[(HALF + a) * SIDE + HALF + b];
    }
  }
  const int lane = threadIdx.x & 31;
  const int imageCells = plan.filters * plan.rows * plan.columns;
  const int begin = table[4 * source + 2];
  const int end = table[4 * source + 3];
  fs_mirrored_run<SIDE, true>(image, plan.height, plan.width, left, different,
      [&](int row, const float(&answers)[FS_RUN]) {
        for (int target = begin; target < end; target++) {
          const int* at = table + 4 * (plan.sources + target);
          const float threshold = __int_as_float(at[2]);
          float* first = cells + (at[0] * plan.rows + row) * plan.columns + left;
#pragma unroll
          for (int i = 0; i < FS_RUN; i++) {
            turn[lane * FS_RUN + i] =
                fs_encode_keep(answers[i], at[1] != 0, plan.rectified != 0, threshold);
          }
          __syncwarp(0xffffffffu);
#pragma unroll
          for (int i = 0; i < FS_RUN; i++) {
            const int place = i * 32 + lane;
            const int column = place % FS_RUN;
            if (place / FS_RUN < here && left + column < plan.columns) {
              first[(long long)(place / FS_RUN) * imageCells + column] = turn[place];
            }
          }
          __syncwarp(0xffffffffu);
        }
      });
}

// The first stage of fs_encode for mirrored filters and many images: block (x, y) computes source y
// of 32 images, warp = 7 columns. cells: [image][map][row][column]. Blocks of 128 threads.
//
// It takes 5,800 instructions of warps an image for firstspike-2026, and 16,000 for mozafari-2019,
// half as many as fs_encode for the same.
extern "C" __global__ void __launch_bounds__(128, 3) fs_encode_answers(const uint32_t* pixels,
    int count, float* cells, const int* table, const float* weights, int imageWords,
    FsEncodePlan plan) {
  uint32_t* images = (uint32_t*)fs_shared() + FS_WORDS_BEFORE;
  const int lane = threadIdx.x & 31;
  const int first = blockIdx.x * FS_LANE_IMAGES;
  const int here = min(FS_LANE_IMAGES, count - first);
  const int pixelWords = plan.height * plan.width / 4;
  fs_mirrored_load(
      pixels + (long long)first * pixelWords, here, pixelWords, imageWords, images);
  __syncthreads();
  const int left = FS_RUN * (threadIdx.x >> 5);
  if (left >= plan.width) {
    return;
  }
  const int source = blockIdx.y;
  // A lane without an image goes along with the last one.
  const uint32_t* image = images + min(lane, here - 1) * imageWords;
  float* turn = (float*)(images + FS_LANE_IMAGES * imageWords) +
                (threadIdx.x >> 5) * FS_RUN * FS_LANE_IMAGES;
  const float* own = weights + table[4 * source + 1];
  float* to = cells + (long long)first * plan.filters * plan.rows * plan.columns;
  switch (table[4 * source]) {
    case 3:
      fs_answers<3>(plan, image, table, own, source, left, here, turn, to);
      break;
    case 5:
      fs_answers<5>(plan, image, table, own, source, left, here, turn, to);
      break;
    case 7:
      fs_answers<7>(plan, image, table, own, source, left, here, turn, to);
      break;
    case 9:
      fs_answers<9>(plan, image, table, own, source, left, here, turn, to);
      break;
    default:
      fs_answers<13>(plan, image, table, own, source, left, here, turn, to);
  }
}
FS_KERNEL(fs_encode_answers)

// ---------------------------------------------------------------------------------------------
// Mirrored filters in pairs, bits only
//
// For filters of side 7, each alone or together with its negative; thresholds above 0; no stage
// between filters and rank-order coding, and none after it.
//
// A block encodes 32 images. First a warp takes one pair of filters on 7 columns of all of them:
// warp = 4 x pair + group, columns 7 x group .., lane = image, as above. A completed row leaves 3 x
// 7 bits of each image in shared memory: on, off, strong. Then a warp takes one image: it packs
// these to rows of 28 bits and counts them. If the weakest neurons must stay silent, the answers of
// the candidates, those that fire and are not strong, some 30, are computed again and ranked. What
// strong means changes the speed only: too few candidates or too many, and the block goes the slow
// and plain way for this image. The bound adapts itself to the images: each block moves it so that
// the next ones find some 32 candidates.
//
// Instructions of a warp for an input row: 110 products and 343 sums, 26 to read and to convert
// pixels, 44 for bits, about 530 in all. An image takes 28 rows x 12 warps / 32 images of these,
// 5,600, and about 600 for the second part. An H100 issues 132 x 4 x 1.7 G instructions of warps a
// second, enough for 145 M images a second.

// The host writes these words in this order (MirroredPlan.java).
struct FsMirroredPlan {
  int height, width;
  int pairs;       // 4 x 32 x pairs threads in a block
  int maps;
  int steps;
  int imageWords;  // words from one image's pixels in shared memory to the next; odd
  int bitWords;    // words from one image's bits to the next; odd
  float least;     // the smallest threshold
};

constexpr int FS_WINDOW = 7;
constexpr int FS_HALF = 3;
constexpr int FS_CANDIDATES = 96;  // the most of an image that are ranked the fast way
constexpr int FS_PAIR_WORDS = 16;  // 10 weights, two thresholds, maps of filter and negative

enum FsMirroredScalar { FS_SLOW, FS_CANDIDATE_SUM, FS_SLOW_IMAGES = 8, FS_MIRRORED_SCALARS = 72 };

// The bits of a completed row of 7 answers: bits 0-6 the filter fires, 7-13 its negative fires,
// 14-20 the answer is strong. A difference has the sign of a comparison, and equal numbers the
// difference +0; a funnel shift appends the sign bit to a word. So a bit takes two instructions.
static __device__ __forceinline__ unsigned fs_mirrored_bits(
    const float (&answers)[FS_RUN], float on, float off, float strong) {
  unsigned silent = 0;
  unsigned positive = 0;
  unsigned weak = 0;
#pragma unroll
  for (int i = FS_RUN - 1; i >= 0; i--) {
    const float size = __int_as_float(__float_as_int(answers[i]) & 0x7fffffff);
    silent = __funnelshift_l(__float_as_uint(answers[i] - on), silent, 1);
    positive = __funnelshift_l(__float_as_uint(-off - answers[i]), positive, 1);
    weak = __funnelshift_l(__float_as_uint(size - strong), weak, 1);
  }
  return ~(silent | positive << FS_RUN | weak << 2 * FS_RUN);
}

// One pair of filters on 7 columns of the lane's image.
static __device__ __forceinline__ void fs_mirrored_columns(const FsMirroredPlan& plan,
    const uint32_t* image, const float* pair, int left, float strong, uint32_t* bits) {
  float weights[10];
#pragma unroll
  for (int i = 0; i < 10; i++) {
    weights[i] = pair[i];
  }
  const float on = pair[10];
  const float off = pair[11];
  unsigned valid = 0;
#pragma unroll
  for (int i = 0; i < FS_RUN; i++) {
    valid |= left + i < plan.width ? 1u << i : 0;
  }
  valid |= valid << FS_RUN | valid << 2 * FS_RUN;
  fs_mirrored_run<FS_WINDOW, false>(image, plan.height, plan.width, left, weights,
      [&](int row, const float(&answers)[FS_RUN]) {
        bits[row] = fs_mirrored_bits(answers, on, off, strong) & valid;
      });
}

// The answer of a pair's first filter at one place, computed by one thread.
static __device__ float fs_mirrored_answer(
    const FsMirroredPlan& plan, const uint32_t* image, const float* pair, int row, int column) {
  float weights[10];
#pragma unroll
  for (int i = 0; i < 10; i++) {
    weights[i] = pair[i];
  }
  unsigned keep[2] = {0, 0};  // bytes of columns that exist
#pragma unroll
  for (int i = 0; i < FS_WINDOW; i++) {
    const int x = column + i - FS_HALF;
    keep[i / 4] |= x >= 0 && x < plan.width ? 0xffu << 8 * (i % 4) : 0;
  }
  float sum = 0;
#pragma unroll
  for (int ky = 0; ky < FS_WINDOW; ky++) {
    const int y = min(max(row + ky - FS_HALF, 0), plan.height - 1);
    const bool inside = y == row + ky - FS_HALF;
    const int first = y * plan.width + column - FS_HALF;
    const uint32_t* from = image + (first >> 2);
    const int turn = 8 * (first & 3);
    const unsigned words[2] = {
        inside ? __funnelshift_r(from[0], from[1], turn) & keep[0] : 0,
        inside ? __funnelshift_r(from[1], from[2], turn) & keep[1] : 0};
#pragma unroll
    for (int kx = 0; kx < FS_WINDOW; kx++) {
      const float pixel = (float)(words[kx / 4] >> 8 * (kx % 4) & 0xff);
      sum = sum + pixel * weights[fs_mirrored_place(
                              FS_HALF, fs_distance(ky, FS_HALF), fs_distance(kx, FS_HALF))];
    }
  }
  return sum;
}

// The place of a neuron in the order of weakness: its intensity, of equal ones the highest flat
// index first.
static __device__ __forceinline__ long long fs_weakness(float intensity, int flat) {
  return (long long)__float_as_int(intensity) << 32 | (unsigned)~flat;
}

static __device__ __forceinline__ int fs_mirrored_map(const float* pair, int negative) {
  return __float_as_int(pair[12 + negative]);
}

static __device__ __forceinline__ int fs_warp_sum(int value) {
  for (int distance = 16; distance > 0; distance /= 2) {
    value += __shfl_xor_sync(0xffffffffu, value, distance);
  }
  return value;
}

// Packs the bits of an image, in place: four words for each row of a pair, first those of the
// groups of columns, then fires, negative fires, candidates among these and those. Word k of row r,
// counted through all pairs, is at k x (pairs x height) + r: neighbouring lanes use neighbouring
// banks. Returns the number of neurons that fire in `fired`, and that of the lane's candidates.
static __device__ int fs_mirrored_pack(const FsMirroredPlan& plan, uint32_t* bits, int& fired) {
  const int rows = plan.pairs * plan.height;
  int count = 0;
  int candidates = 0;
  for (int r = threadIdx.x & 31; r < rows; r += 32) {
    unsigned on = 0;
    unsigned off = 0;
    unsigned strong = 0;
#pragma unroll
    for (int group = 0; group < 4; group++) {
      const unsigned word = bits[group * rows + r];
      on |= (word & 127) << FS_RUN * group;
      off |= (word >> FS_RUN & 127) << FS_RUN * group;
      strong |= (word >> 2 * FS_RUN) << FS_RUN * group;
    }
    bits[r] = on;
    bits[rows + r] = off;
    bits[2 * rows + r] = on & ~strong;
    bits[3 * rows + r] = off & ~strong;
    count += __popc(on) + __popc(off);
    candidates += __popc(on & ~strong) + __popc(off & ~strong);
  }
  fired = fs_warp_sum(count);
  return candidates;
}

// Lists an image's candidates: 64 x row of a pair + 32 x negative + column.
static __device__ void fs_mirrored_list(
    const FsMirroredPlan& plan, const uint32_t* bits, int at, long long* list) {
  const int rows = plan.pairs * plan.height;
  for (int r = threadIdx.x & 31; r < rows; r += 32) {
    for (int negative = 0; negative < 2; negative++) {
      for (unsigned left = bits[(2 + negative) * rows + r]; left != 0; left &= left - 1) {
        list[at++] = 64 * r + 32 * negative + __ffs((int)left) - 1;
      }
    }
  }
}

// Silences the weakest `silent` of `count` candidates. Each lane ranks up to three, which it keeps
// in registers while the keys of all stand in the list.
static __device__ void fs_mirrored_silence(const FsMirroredPlan& plan, const uint32_t* image,
    const float* pairs, int silent, int count, long long* list, uint32_t* bits) {
  const int lane = threadIdx.x & 31;
  int codes[FS_CANDIDATES / 32];
  long long keys[FS_CANDIDATES / 32];
#pragma unroll
  for (int i = 0; i < FS_CANDIDATES / 32; i++) {
    const int at = 32 * i + lane;
    codes[i] = -1;
    keys[i] = 0;
    if (at < count) {
      codes[i] = (int)list[at];
      const int row = codes[i] / 64 % plan.height;
      const float* pair = pairs + codes[i] / 64 / plan.height * FS_PAIR_WORDS;
      const int negative = codes[i] / 32 % 2;
      const int column = codes[i] % 32;
      const float answer = fs_mirrored_answer(plan, image, pair, row, column);
      const int map = fs_mirrored_map(pair, negative);
      keys[i] = fs_weakness(
          negative ? 0.0f - answer : answer, (map * plan.height + row) * plan.width + column);
      list[at] = keys[i];
    }
  }
  __syncwarp(0xffffffffu);
#pragma unroll
  for (int i = 0; i < FS_CANDIDATES / 32; i++) {
    if (codes[i] >= 0) {
      int weaker = 0;
      for (int other = 0; other < count; other++) {
        weaker += list[other] < keys[i] ? 1 : 0;
      }
      if (weaker < silent) {
        atomicAnd((unsigned*)bits + codes[i] / 32 % 2 * plan.pairs * plan.height + codes[i] / 64,
            ~(1u << codes[i] % 32));
      }
    }
  }
  __syncwarp(0xffffffffu);
}

// Writes the packed bits of an image.
static __device__ void fs_mirrored_write(
    const FsMirroredPlan& plan, const float* pairs, const uint32_t* bits, uint32_t* output) {
  const int rows = plan.pairs * plan.height;
  for (int r = threadIdx.x & 31; r < rows; r += 32) {
    const float* pair = pairs + r / plan.height * FS_PAIR_WORDS;
    for (int negative = 0; negative < 2; negative++) {
      const int map = fs_mirrored_map(pair, negative);
      if (map >= 0) {
        output[map * plan.height + r % plan.height] = bits[negative * rows + r];
      }
    }
  }
}

// The slow and plain way for one image, by the whole block: all answers; the weakest neuron again
// and again; then the bits of those that are stronger. words: pairs x height x width floats and 32
// longs.
static __device__ void fs_mirrored_slowly(const FsMirroredPlan& plan, const uint32_t* image,
    const float* pairs, int silent, long long* words, uint32_t* output) {
  const int lane = threadIdx.x & 31;
  const int warp = threadIdx.x >> 5;
  const int warps = blockDim.x >> 5;
  const int locations = plan.height * plan.width;
  const int size = plan.pairs * locations;
  long long* least = words;
  float* answers = (float*)(words + 32);
  for (int i = threadIdx.x; i < size; i += blockDim.x) {
    const int place = i % locations;
    answers[i] = fs_mirrored_answer(plan, image, pairs + i / locations * FS_PAIR_WORDS,
        place / plan.width, place % plan.width);
  }
  __syncthreads();
  long long last = 0;
  for (int k = 0; k < silent; k++) {
    long long weakest = 0x7fffffffffffffffll;
    for (int i = threadIdx.x; i < size; i += blockDim.x) {
      const float* pair = pairs + i / locations * FS_PAIR_WORDS;
      const int negative = answers[i] >= pair[10] ? 0 : 1;
      const float intensity = negative ? 0.0f - answers[i] : answers[i];
      if (intensity >= pair[10 + negative]) {
        const int flat = fs_mirrored_map(pair, negative) * locations + i % locations;
        const long long key = fs_weakness(intensity, flat);
        weakest = key > last && key < weakest ? key : weakest;
      }
    }
    for (int distance = 16; distance > 0; distance /= 2) {
      const long long other = __shfl_xor_sync(0xffffffffu, weakest, distance);
      weakest = other < weakest ? other : weakest;
    }
    if (lane == 0) {
      least[warp] = weakest;
    }
    __syncthreads();
    last = least[0];
    for (int i = 1; i < warps; i++) {
      last = least[i] < last ? least[i] : last;
    }
    __syncthreads();
  }
  for (int r = warp; r < plan.pairs * plan.height; r += warps) {
    const float* pair = pairs + r / plan.height * FS_PAIR_WORDS;
    const float answer = lane < plan.width ? answers[r * plan.width + lane] : 0.0f;
    for (int negative = 0; negative < 2; negative++) {
      const int map = fs_mirrored_map(pair, negative);
      const float intensity = negative ? 0.0f - answer : answer;
      const int flat = (map * plan.height + r % plan.height) * plan.width + lane;
      const bool fires = intensity >= pair[10 + negative] && fs_weakness(intensity, flat) > last;
      const unsigned row = __ballot_sync(0xffffffffu, fires);
      if (lane == 0 && map >= 0) {
        output[map * plan.height + r % plan.height] = row;
      }
    }
  }
  __syncthreads();
}

// pixels: uint8 [image][row][column], as words. pairTable: FS_PAIR_WORDS for each pair. bound: what
// is strong, one float, which the kernel adapts. Blocks of 128 x pairs threads, one for 32 images.
//
// Shared memory: scalars; pairs; a list of candidates for each warp; bits; pixels.
extern "C" __global__ void __launch_bounds__(384, 2) fs_encode_mirrored(const uint32_t* pixels,
    int count, uint32_t* output, const float* pairTable, float* bound, FsMirroredPlan plan) {
  unsigned char* shared = fs_shared();
  const int lane = threadIdx.x & 31;
  const int warp = threadIdx.x >> 5;
  const int warps = blockDim.x >> 5;
  int* scalars = (int*)shared;
  float* pairs = (float*)(scalars + FS_MIRRORED_SCALARS);
  long long* lists = (long long*)(pairs + FS_PAIR_WORDS * plan.pairs);
  uint32_t* bits = (uint32_t*)(lists + FS_CANDIDATES * warps);
  uint32_t* images = bits + FS_LANE_IMAGES * plan.bitWords + FS_WORDS_BEFORE;
  const int first = blockIdx.x * FS_LANE_IMAGES;
  const int here = min(FS_LANE_IMAGES, count - first);
  const int pixelWords = plan.height * plan.width / 4;
  const float strong = __ldcg(bound);
  if (threadIdx.x == 0) {
    scalars[FS_SLOW] = 0;
    scalars[FS_CANDIDATE_SUM] = 0;
  }
  for (int i = threadIdx.x; i < FS_PAIR_WORDS * plan.pairs; i += blockDim.x) {
    pairs[i] = pairTable[i];
  }
  fs_mirrored_load(
      pixels + (long long)first * pixelWords, here, pixelWords, plan.imageWords, images);
  __syncthreads();
  {
    const int pair = warp / 4;
    const int group = warp % 4;
    uint32_t* own =
        bits + lane * plan.bitWords + (group * plan.pairs + pair) * plan.height;
    if (group * FS_RUN < plan.width) {
      fs_mirrored_columns(plan, images + lane * plan.imageWords, pairs + FS_PAIR_WORDS * pair,
          group * FS_RUN, strong, own);
    } else {
      for (int row = 0; row < plan.height; row++) {
        own[row] = 0;
      }
    }
  }
  __syncthreads();
  const long long outputWords = (long long)plan.maps * plan.height;
  long long* list = lists + FS_CANDIDATES * warp;
  for (int image = warp; image < here; image += warps) {
    uint32_t* own = bits + image * plan.bitWords;
    int fired;
    const int candidates = fs_mirrored_pack(plan, own, fired);
    int before = candidates;  // to the lane's last candidate
    for (int distance = 1; distance < 32; distance *= 2) {
      const int other = __shfl_up_sync(0xffffffffu, before, distance);
      before += lane >= distance ? other : 0;
    }
    const int all = __shfl_sync(0xffffffffu, before, 31);
    const int silent = fired < plan.steps ? 0 : fired % plan.steps;
    if (lane == 0) {
      atomicAdd(scalars + FS_CANDIDATE_SUM, all);
    }
    if (silent > 0 && (all < silent || all > FS_CANDIDATES)) {
      if (lane == 0) {
        const int at = atomicAdd(scalars + FS_SLOW, 1);
        scalars[FS_SLOW_IMAGES + 2 * at] = image;
        scalars[FS_SLOW_IMAGES + 2 * at + 1] = silent;
      }
      continue;
    }
    if (silent > 0) {
      fs_mirrored_list(plan, own, before - candidates, list);
      __syncwarp(0xffffffffu);
      fs_mirrored_silence(plan, images + image * plan.imageWords, pairs, silent,
          all, list, own);
    }
    __syncwarp(0xffffffffu);
    fs_mirrored_write(plan, pairs, own, output + (first + image) * outputWords);
  }
  __syncthreads();
  const int slow = scalars[FS_SLOW];
  for (int i = 0; i < slow; i++) {
    const int image = scalars[FS_SLOW_IMAGES + 2 * i];
    // The bits of all images are written, or not needed: their memory is free.
    fs_mirrored_slowly(plan, images + image * plan.imageWords, pairs,
        scalars[FS_SLOW_IMAGES + 2 * i + 1], lists, output + (first + image) * outputWords);
  }
  if (threadIdx.x == 0 && here == FS_LANE_IMAGES) {
    const int mean = scalars[FS_CANDIDATE_SUM] / FS_LANE_IMAGES;
    const float width = strong - plan.least;
    if (mean > 40 && width > 1e-3f * plan.least) {
      __stcg(bound, plan.least + 0.9f * width);
    } else if (mean < 24 && width < 1e6f) {
      __stcg(bound, plan.least + 1.1f * width);
    }
  }
}
FS_KERNEL(fs_encode_mirrored)

// The same for few images, of which a block of fs_encode_mirrored would have too little to do: a
// block encodes one image.
//
//     units   a row of a pair of filters: unit = warp + i x warps, lane = column. Each lane computes
//             its answer alone and keeps the key of the neuron that fires, if one does: the weaker,
//             the smaller; of silent neurons that of the end of the order
//     weakest the smallest key that is greater than the last one, again and again: of the lane's
//             units, then of the warp, then of all warps, by each warp
//     rows    a ballot of the lanes whose key is greater than the last is a word of the output
//
// Instructions of a warp for a unit: 49 loads, 98 products and sums, some 30 more. firstspike-2026
// has 84 units, three for each of 28 warps: 15,000 an image, and some 70 for each of these warps and
// each of 7 weakest neurons.
//
// Shared memory: two longs for each warp, in turn; keys, a long [unit][lane]; pairs; counters of
// warps; pixels as floats within a border of zeros.
constexpr int FS_FEW_WARPS = 28;
constexpr int FS_FEW_PITCH = 4 * FS_RUN + 2 * FS_HALF;

constexpr long long FS_NO_KEY = 0x7fffffffffffffffll;

// The key of the pair's neuron at (row, column) that fires, and whether it is one of the negative;
// FS_NO_KEY if none fires.
static __device__ __forceinline__ long long fs_few_key(const FsMirroredPlan& plan,
    const float* pair, const float* padded, int row, int column, bool& negative) {
  float weights[10];
#pragma unroll
  for (int i = 0; i < 10; i++) {
    weights[i] = pair[i];
  }
  const float* corner = padded + row * FS_FEW_PITCH + column;
  float sum = 0;
#pragma unroll
  for (int ky = 0; ky < FS_WINDOW; ky++) {
#pragma unroll
    for (int kx = 0; kx < FS_WINDOW; kx++) {
      sum = sum + corner[ky * FS_FEW_PITCH + kx] *
                      weights[fs_mirrored_place(
                          FS_HALF, fs_distance(ky, FS_HALF), fs_distance(kx, FS_HALF))];
    }
  }
  negative = !(sum >= pair[10]);
  const float intensity = negative ? 0.0f - sum : sum;
  if (!(intensity >= pair[10 + (negative ? 1 : 0)])) {
    return FS_NO_KEY;
  }
  const int map = fs_mirrored_map(pair, negative ? 1 : 0);
  return fs_weakness(intensity, (map * plan.height + row) * plan.width + column);
}

static __device__ __forceinline__ long long fs_warp_least(long long value) {
  for (int distance = 16; distance > 0; distance /= 2) {
    const long long other = __shfl_xor_sync(0xffffffffu, value, distance);
    value = other < value ? other : value;
  }
  return value;
}

// The key of the weakest neuron but `silent` - 1; 0 if none is to be silent. least: two longs for
// each warp. Whole block.
static __device__ long long fs_few_last(
    const long long* keys, int units, int silent, long long* least) {
  const int lane = threadIdx.x & 31;
  const int warp = threadIdx.x >> 5;
  const int warps = blockDim.x >> 5;
  long long last = 0;
  for (int k = 0; k < silent; k++) {
    long long weakest = FS_NO_KEY;
    for (int unit = warp; unit < units; unit += warps) {
      const long long key = keys[unit * 32 + lane];
      weakest = key > last && key < weakest ? key : weakest;
    }
    weakest = fs_warp_least(weakest);
    // The other half is still read from.
    long long* half = least + k % 2 * warps;
    if (lane == 0) {
      half[warp] = weakest;
    }
    __syncthreads();
    last = fs_warp_least(lane < warps ? half[lane] : FS_NO_KEY);
  }
  return last;
}

// Arguments as those of fs_encode_mirrored, without a bound. A block an image, of at most
// FS_FEW_WARPS warps.
extern "C" __global__ void __launch_bounds__(32 * FS_FEW_WARPS) fs_encode_few(const uint8_t* pixels,
    int count, uint32_t* output, const float* pairTable, FsMirroredPlan plan) {
  const int lane = threadIdx.x & 31;
  const int warp = threadIdx.x >> 5;
  const int warps = blockDim.x >> 5;
  const int units = plan.pairs * plan.height;
  long long* least = (long long*)fs_shared();
  long long* keys = least + 2 * warps;
  float* pairs = (float*)(keys + 32 * units);
  int* counts = (int*)(pairs + FS_PAIR_WORDS * plan.pairs);
  float* padded = (float*)(counts + warps);
  const int image = blockIdx.x;
  const uint8_t* from = pixels + (long long)image * plan.height * plan.width;
  for (int i = threadIdx.x; i < (plan.height + 2 * FS_HALF) * FS_FEW_PITCH; i += blockDim.x) {
    const int y = i / FS_FEW_PITCH - FS_HALF;
    const int x = i % FS_FEW_PITCH - FS_HALF;
    const bool pixel = y >= 0 && y < plan.height && x >= 0 && x < plan.width;
    padded[i] = pixel ? (float)from[y * plan.width + x] : 0.0f;
  }
  for (int i = threadIdx.x; i < FS_PAIR_WORDS * plan.pairs; i += blockDim.x) {
    pairs[i] = pairTable[i];
  }
  __syncthreads();
  // Bit i: whether the negative fires of unit warp + i x warps; a block has fewer than 32 x warps.
  unsigned negatives = 0;
  int fired = 0;
  for (int unit = warp, i = 0; unit < units; unit += warps, i++) {
    const float* pair = pairs + unit / plan.height * FS_PAIR_WORDS;
    bool negative = false;
    const long long key =
        lane < plan.width ? fs_few_key(plan, pair, padded, unit % plan.height, lane, negative)
                          : FS_NO_KEY;
    keys[unit * 32 + lane] = key;
    negatives |= negative ? 1u << i : 0u;
    fired += __popc(__ballot_sync(0xffffffffu, key != FS_NO_KEY));
  }
  if (lane == 0) {
    counts[warp] = fired;
  }
  __syncthreads();
  const int all = fs_warp_sum(lane < warps ? counts[lane] : 0);
  const int silent = all < plan.steps ? 0 : all % plan.steps;
  const long long last = fs_few_last(keys, units, silent, least);
  uint32_t* to = output + (long long)image * plan.maps * plan.height;
  for (int unit = warp, i = 0; unit < units; unit += warps, i++) {
    const float* pair = pairs + unit / plan.height * FS_PAIR_WORDS;
    const long long key = keys[unit * 32 + lane];
    const bool fires = key > last && key != FS_NO_KEY;
    const bool negative = negatives >> i & 1;
    const unsigned on = __ballot_sync(0xffffffffu, fires && !negative);
    const unsigned off = __ballot_sync(0xffffffffu, fires && negative);
    if (lane < 2) {
      const int map = fs_mirrored_map(pair, lane);
      if (map >= 0) {
        to[map * plan.height + unit % plan.height] = lane == 0 ? on : off;
      }
    }
  }
}
FS_KERNEL(fs_encode_few)
