// STDP of feature layers: frames are learned from one after the other, without the host.
//
// While one frame is looked at, weights are constant. So the survivor of a location (the first
// neuron to fire; of those in the same time step the one with the highest potential, then of the
// lowest map) does not depend on other locations, and the winners are chosen among the survivors
// of all locations at once. And which inputs fire, in which order, does not depend on weights at
// all: the windows of all frames of a launch are listed beforehand (fs_list_windows).
//
//     block   has some locations (dealt out in turn); a warp a part of the maps of one of them
//       |     adds up listed taps, until one of its neurons fires
//     survivor of each location, as a word of 64 bits  -> global memory
//       |     every block reads those of all locations, and chooses the same winners
//     STDP of the winners' weights
//       |
//     next frame
//
// What a frame costs is not adding but waiting for other blocks. Hence
//
//   - There is no barrier between survivors and winners: a survivor's word names its frame, and who
//     reads it looks until it does. A word is written at once, so nothing else needs to be ordered.
//     There are two sets of words, for even and odd frames: a block that writes those of frame f + 2
//     has read all of frame f + 1, so every block had written these, after it had read all of f.
//   - near: where the weights of the layer fit into shared memory, each block has a copy of them,
//     and changes all of it. Then nothing else passes between blocks: one exchange a frame.
//   - far: otherwise, the weights lie in global memory, and the changes are dealt out to all blocks.
//     Then a barrier of the grid follows.
#pragma once

#include "device.cuh"
#include "layer.cuh"
#include "search.cuh"

// How the neurons of a layer compete, and how blocks share the work. Java writes it in this order.
struct FsContest {
  int room;         // the most winners of a frame
  int radius;       // of inhibition around a winner; 0: none
  float threshold;  // 0 or above
  int parts;        // parts of the maps: 32 x M maps, M for each lane
  int share;        // warps that share a location
  int slots;        // the most locations of a block; far: 0 if they are not shared
  int copied;       // whether a block copies the survivors of all locations
  int pitch;        // near: floats from one tap to the next in shared memory; odd, so that neither
                    // neighbouring maps nor neighbouring taps use one bank
};

// A survivor: the earlier it fires, the higher its potential, the lower its map, the smaller.
//
//     63      57 56                          26 25      10 9       0
//     time step  0x7fffffff - potential's bits  map        frame + 1
//
// Potentials are above a threshold of 0 or more, so their bits are ordered as they are. The flat
// index of a neuron is map x locations + location: of equal words, the lower location is better.
constexpr int FS_STEP_SHIFT = 57;
constexpr int FS_POTENTIAL_SHIFT = 26;
constexpr int FS_MAP_SHIFT = 10;
constexpr unsigned FS_FRAME_MASK = (1u << FS_MAP_SHIFT) - 1;
constexpr unsigned long long FS_NOBODY = ~0ull;  // in time step 127: there is none

__device__ __forceinline__ unsigned long long fs_survivor_word(int step, unsigned potential,
                                                               int map, unsigned frame) {
  return (unsigned long long)step << FS_STEP_SHIFT |
         (unsigned long long)(0x7fffffffu - potential) << FS_POTENTIAL_SHIFT |
         (unsigned long long)map << FS_MAP_SHIFT | frame;
}

__device__ __forceinline__ int fs_survivor_step(unsigned long long word) {
  return (int)(word >> FS_STEP_SHIFT);
}

__device__ __forceinline__ int fs_survivor_map(unsigned long long word) {
  return (int)(word >> FS_MAP_SHIFT) & 0xffff;
}

// The smallest of a warp's numbers, to all lanes.
__device__ __forceinline__ unsigned fs_warp_min(unsigned value) {
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 800
  return __reduce_min_sync(0xffffffffu, value);
#else
  for (int distance = 16; distance > 0; distance /= 2) {
    value = min(value, __shfl_xor_sync(0xffffffffu, value, distance));
  }
  return value;
#endif
}

// The smallest of a warp's words and, of equal ones, the lowest place.
__device__ __forceinline__ void fs_warp_first(unsigned long long& word, unsigned& place) {
  const unsigned high = (unsigned)(word >> 32);
  const unsigned low = (unsigned)word;
  const unsigned highest = fs_warp_min(high);
  const unsigned lowest = fs_warp_min(high == highest ? low : ~0u);
  place = fs_warp_min(high == highest && low == lowest ? place : ~0u);
  word = (unsigned long long)highest << 32 | lowest;
}

// ------------------------------------------------------------------------------------------------
// lists of windows
// ------------------------------------------------------------------------------------------------

// Lists, for each location of each frame, the taps whose input fires, by time step, then by tap,
// and how many fire up to the end of each time step. A warp a location.
//
//     lists  [frame][location][fan]      ends  [frame][location][steps]
extern "C" __global__ void fs_list_windows(FsLayer layer, const uint8_t* times, int frames,
                                           unsigned* lists, int* ends) {
  int* own = (int*)fs_shared() + threadIdx.x / 32 * FS_MAX_STEPS;
  const int lane = threadIdx.x & 31;
  const int warps = blockDim.x / 32;
  const int locations = layer.height * layer.width;
  const long long size = (long long)layer.inMaps * layer.inHeight * layer.inWidth;
  const long long all = (long long)frames * locations;
  for (long long i = (long long)blockIdx.x * warps + threadIdx.x / 32; i < all;
       i += (long long)gridDim.x * warps) {
    const int location = (int)(i % locations);
    fs_layer_sort(layer, times + i / locations * size, (const uint32_t*)nullptr,
                  location / layer.width * layer.rowStride - layer.rowPadding,
                  location % layer.width * layer.columnStride - layer.columnPadding,
                  lists + i * layer.fan, own);
    for (int t = lane; t < layer.steps; t += 32) {
      ends[i * layer.steps + t] = own[t];
    }
    __syncwarp();
  }
}
FS_KERNEL(fs_list_windows)

// ------------------------------------------------------------------------------------------------
// learning
// ------------------------------------------------------------------------------------------------

// A block's memory, all of it shared but for the winners where they are too many (FeaturePlan).
struct FsFeatureMemory {
  unsigned long long* best;   // 2 x 32: the first of each warp
  unsigned long long* first;  // slots: survivor of each of the block's locations
  unsigned long long* words;  // locations: survivors of all locations, if they are copied
  unsigned* bestPlace;        // 2 x 32
  int* ready;                 // slots: warps that have finished
  int* maps;                  // room: winners
  int* places;                // room: their locations
  int* steps;                 // room: their time steps
  // near only
  int* taps;                  // 2 x fan: offset in the input; row << 16 | column of the window
  int* ends;                  // slots x steps
  unsigned* lists;            // slots x fan: places of taps in `weights`
  float* weights;             // fan x pitch; 256 more, which lanes without a map read
  uint8_t* seen;              // input

  __device__ FsFeatureMemory(const FsLayer& layer, const FsContest& contest, int* far) {
    best = (unsigned long long*)fs_shared();
    first = best + 64;
    words = first + contest.slots;
    bestPlace = (unsigned*)(words + (contest.copied ? layer.height * layer.width : 0));
    ready = (int*)(bestPlace + 64);
    int* next = ready + contest.slots;
    maps = far != nullptr ? far + (long long)blockIdx.x * 3 * contest.room : next;
    places = maps + contest.room;
    steps = places + contest.room;
    taps = far != nullptr ? next : steps + contest.room;
    ends = taps + 2 * layer.fan;
    lists = (unsigned*)(ends + contest.slots * layer.steps);
    weights = (float*)(lists + contest.slots * layer.fan);
    seen = (uint8_t*)(weights + layer.fan * contest.pitch + 256);
  }
};

// The first neurons to fire of one part of the maps at a location, as a survivor's word. One warp:
// lane l has maps l, l + 32, ... of the part. `first` is the best word of the location's other
// parts so far: whoever would fire later than that need not go on.
template <int M, bool NEAR>
__device__ __forceinline__ unsigned long long fs_first_to_fire(
    const FsLayer& layer, const FsContest& contest, const float* weights, const unsigned* list,
    const int* ends, const uint8_t* silent, int part, unsigned frame,
    const volatile unsigned long long* first) {
  const unsigned everyone = 0xffffffffu;
  const int map = part * 32 * M + (threadIdx.x & 31);
  const float* own = weights + map;
  unsigned awake = 0;
#pragma unroll
  for (int j = 0; j < M; j++) {
    const int m = map + 32 * j;
    awake |= (unsigned)(m < layer.maps && (silent == nullptr || !silent[m])) << j;
  }
  float sums[M];
#pragma unroll
  for (int j = 0; j < M; j++) {
    sums[j] = 0;
  }
  int i = 0;
  int next = ends[0];
  for (int t = 0; t < layer.steps; t++) {
    const int end = next;
    next = ends[min(t + 1, layer.steps - 1)];
    if (end == i) {
      continue;
    }
    if (NEAR) {
#pragma unroll 4
      for (; i < end; i++) {
        const float* row = own + list[i];
#pragma unroll
        for (int j = 0; j < M; j++) {
          sums[j] += row[32 * j];
        }
      }
    } else {
      // Loads of eight taps are under way at a time; sums stay in the order of taps.
      float ahead[8];
      for (; i + 8 <= end; i += 8) {
#pragma unroll
        for (int k = 0; k < 8; k++) {
          ahead[k] = __ldcg(own + (long long)__ldg(list + i + k) * layer.stride);
        }
#pragma unroll
        for (int k = 0; k < 8; k++) {
          sums[0] += ahead[k];
        }
      }
      for (; i < end; i++) {
        sums[0] += __ldcg(own + (long long)__ldg(list + i) * layer.stride);
      }
    }
    unsigned most = 0;
    int which = 0;
#pragma unroll
    for (int j = 0; j < M; j++) {
      const unsigned bits = __float_as_uint(sums[j]);
      if (sums[j] > contest.threshold && (awake >> j & 1) != 0 && bits > most) {
        most = bits;
        which = j;
      }
    }
    if (__any_sync(everyone, most != 0)) {
      unsigned long long word =
          most == 0 ? FS_NOBODY : fs_survivor_word(t, most, map + 32 * which, frame);
      unsigned place = 0;
      fs_warp_first(word, place);
      return word;
    }
    // All lanes must see the same.
    if (first != nullptr && __any_sync(everyone, fs_survivor_step(*first) < t)) {
      break;
    }
  }
  return (FS_NOBODY & ~(unsigned long long)FS_FRAME_MASK) | frame;
}

// Brings the list of a location to shared memory. One warp.
__device__ __forceinline__ void fs_fetch_list(const FsLayer& layer, const FsContest& contest,
                                              const FsFeatureMemory& memory, int slot,
                                              const unsigned* lists, const int* ends,
                                              long long window) {
  const int lane = threadIdx.x & 31;
  const int count = __ldg(ends + window * layer.steps + layer.steps - 1);
  for (int t = lane; t < layer.steps; t += 32) {
    memory.ends[slot * layer.steps + t] = __ldg(ends + window * layer.steps + t);
  }
  for (int i = lane; i < count; i += 32) {
    memory.lists[slot * layer.fan + i] = __ldg(lists + window * layer.fan + i) * contest.pitch;
  }
}

// Whether a survivor can win beside a winner of a map at a place.
__device__ __forceinline__ bool fs_free(const FsLayer& layer, const FsContest& contest,
                                        unsigned long long word, int place, int map, int other) {
  return fs_survivor_map(word) != map &&
         (contest.radius == 0 ||
          abs(place / layer.width - other / layer.width) > contest.radius ||
          abs(place % layer.width - other % layer.width) > contest.radius);
}

// Chooses the winners among the survivors of all locations. Whole block, which waits for them; one
// barrier of the block a winner. Every thread gets their number; memory.maps and so on are to be
// read after another barrier.
__device__ inline int fs_choose_winners(const FsLayer& layer, const FsContest& contest,
                                        const FsFeatureMemory& memory,
                                        const volatile unsigned long long* survivors,
                                        unsigned frame) {
  const int locations = layer.height * layer.width;
  const int lane = threadIdx.x & 31;
  const int warp = threadIdx.x / 32;
  const int warps = blockDim.x / 32;
  // Thread t looks after the locations t, t + blockDim.x, ..., in shared memory, too.
  for (int place = threadIdx.x; place < locations; place += blockDim.x) {
    unsigned long long word = survivors[place];
    while (((unsigned)word & FS_FRAME_MASK) != frame) {
      fs_pause();
      word = survivors[place];
    }
    if (contest.copied) {
      memory.words[place] = word;
    }
  }
  int count = 0;
  for (; count < contest.room; count++) {
    unsigned long long word = FS_NOBODY;
    unsigned best = ~0u;
    for (int place = threadIdx.x; place < locations; place += blockDim.x) {
      const unsigned long long one = contest.copied ? memory.words[place] : survivors[place];
      bool better = one < word;
      for (int w = 0; better && !contest.copied && w < count; w++) {
        better = fs_free(layer, contest, one, place, memory.maps[w], memory.places[w]);
      }
      if (better) {
        word = one;
        best = place;
      }
    }
    fs_warp_first(word, best);
    const int set = (count & 1) * 32;
    if (lane == 0) {
      memory.best[set + warp] = word;
      memory.bestPlace[set + warp] = best;
    }
    __syncthreads();
    word = lane < warps ? memory.best[set + lane] : FS_NOBODY;
    best = lane < warps ? memory.bestPlace[set + lane] : ~0u;
    fs_warp_first(word, best);
    const int step = fs_survivor_step(word);
    if (step == fs_survivor_step(FS_NOBODY)) {
      break;
    }
    const int map = fs_survivor_map(word);
    if (threadIdx.x == 0) {
      memory.maps[count] = map;
      memory.places[count] = (int)best;
      memory.steps[count] = step;
    }
    if (contest.copied) {
      for (int place = threadIdx.x; place < locations; place += blockDim.x) {
        if (!fs_free(layer, contest, memory.words[place], place, map, (int)best)) {
          memory.words[place] = FS_NOBODY;
        }
      }
    } else {
      // Everyone compares with the winners so far.
      __syncthreads();
    }
  }
  return count;
}

// Changes the weights in shared memory that winners learn. Whole block; the copy of every block
// changes alike.
__device__ inline void fs_learn_near(const FsLayer& layer, const FsContest& contest,
                                     const FsFeatureMemory& memory, int winners,
                                     const FsRule* rules, const int* groupOf) {
  for (int i = threadIdx.x; i < winners * layer.fan; i += blockDim.x) {
    const int winner = i / layer.fan;
    const int tap = i - winner * layer.fan;
    const int map = memory.maps[winner];
    const int place = memory.places[winner];
    const int top = place / layer.width * layer.rowStride - layer.rowPadding;
    const int left = place % layer.width * layer.columnStride - layer.columnPadding;
    const int within = memory.taps[2 * tap + 1];
    const int y = top + (within >> 16);
    const int x = left + (within & 0xffff);
    int time = layer.steps;
    if (y >= 0 && y < layer.inHeight && x >= 0 && x < layer.inWidth) {
      time = memory.seen[memory.taps[2 * tap] + top * layer.inWidth + left];
    }
    const FsRule rule = rules[groupOf[map]];
    float* weight = memory.weights + tap * contest.pitch + map;
    *weight = fs_stdp(*weight, time <= memory.steps[winner], rule);
  }
}

// The same where the weights lie in global memory: dealt out to the threads of all blocks.
__device__ inline void fs_learn_far(const FsLayer& layer, const FsFeatureMemory& memory,
                                    int winners, const uint8_t* times, float* weights,
                                    const FsRule* rules, const int* groupOf) {
  const long long all = (long long)winners * layer.fan;
  for (long long i = (long long)blockIdx.x * blockDim.x + threadIdx.x; i < all;
       i += (long long)gridDim.x * blockDim.x) {
    const int winner = (int)(i / layer.fan);
    const int tap = (int)(i % layer.fan);
    const int map = memory.maps[winner];
    const int time = fs_tap_time(layer, times, memory.places[winner], tap);
    float* weight = weights + (long long)tap * layer.stride + map;
    __stcg(weight, fs_stdp(__ldcg(weight), time <= memory.steps[winner], rules[groupOf[map]]));
  }
}

// Brings what does not change, and the lists of the first frame, to shared memory. Whole block.
__device__ inline void fs_begin_near(const FsLayer& layer, const FsContest& contest,
                                     const FsFeatureMemory& memory, const float* weights,
                                     const unsigned* lists, const int* ends) {
  const int locations = layer.height * layer.width;
  for (int i = threadIdx.x; i < layer.fan * layer.maps; i += blockDim.x) {
    const int tap = i / layer.maps;
    const int map = i % layer.maps;
    memory.weights[tap * contest.pitch + map] = __ldcg(weights + (long long)tap * layer.stride + map);
  }
  for (int tap = threadIdx.x; tap < layer.fan; tap += blockDim.x) {
    const int column = tap % layer.windowWidth;
    const int row = tap / layer.windowWidth % layer.windowHeight;
    const int map = tap / layer.windowWidth / layer.windowHeight;
    memory.taps[2 * tap] = (map * layer.inHeight + row) * layer.inWidth + column;
    memory.taps[2 * tap + 1] = row << 16 | column;
  }
  for (int slot = threadIdx.x / 32; slot < contest.slots; slot += blockDim.x / 32) {
    const int location = blockIdx.x + slot * gridDim.x;
    if (location < locations) {
      fs_fetch_list(layer, contest, memory, slot, lists, ends, location);
    }
  }
}

// Copies the input of a frame to shared memory. Whole block; without a barrier.
__device__ inline void fs_fetch_input(const FsFeatureMemory& memory, const uint8_t* times,
                                      int size) {
  if (size % 4 == 0) {
    for (int i = threadIdx.x; i < size / 4; i += blockDim.x) {
      ((uint32_t*)memory.seen)[i] = __ldg((const uint32_t*)times + i);
    }
  } else {
    for (int i = threadIdx.x; i < size; i += blockDim.x) {
      memory.seen[i] = __ldg(times + i);
    }
  }
}

// Learns from frames in their order.
//
// course: int [frame][2], the first of the frame's rules, the first byte of its mask.
// groupOf: int [map], the number of a map's rule. silent: uint8 [mask][map], or null.
// survivors: two words for each location, whose lowest bits are 0. far: winners of each block, or
// null if they lie in shared memory.
template <int M, bool NEAR>
__device__ __forceinline__ void fs_learn_frames(
    const FsLayer& layer, const FsContest& contest, float* weights, const uint8_t* times,
    int frames, const unsigned* lists, const int* ends, const FsRule* rules, const int* groupOf,
    const int* course, const uint8_t* silent, unsigned long long* survivors, int* far,
    unsigned* barrier) {
  FsFeatureMemory memory(layer, contest, far);
  const int locations = layer.height * layer.width;
  const int lane = threadIdx.x & 31;
  const int warps = blockDim.x / 32;
  const long long size = (long long)layer.inMaps * layer.inHeight * layer.inWidth;
  // The block's locations: blockIdx.x, blockIdx.x + gridDim.x, ...
  const int mine = (locations - (int)blockIdx.x + (int)gridDim.x - 1) / (int)gridDim.x;

  for (int slot = threadIdx.x; slot < contest.slots; slot += blockDim.x) {
    memory.first[slot] = FS_NOBODY;
    memory.ready[slot] = 0;
  }
  if (NEAR) {
    fs_begin_near(layer, contest, memory, weights, lists, ends);
  }
  __syncthreads();

  for (int f = 0; f < frames; f++) {
    const unsigned frame = (unsigned)(f + 1) & FS_FRAME_MASK;
    const uint8_t* seen = times + f * size;
    unsigned long long* words = survivors + (long long)(f & 1) * locations;
    const uint8_t* mask = silent == nullptr ? nullptr : silent + __ldg(course + 2 * f + 1);

    for (int task = threadIdx.x / 32; task < mine * contest.share; task += warps) {
      const int slot = task / contest.share;
      const int location = blockIdx.x + slot * gridDim.x;
      const long long window = (long long)f * locations + location;
      const unsigned* list =
          NEAR ? memory.lists + slot * layer.fan : lists + window * layer.fan;
      const int* end = NEAR ? memory.ends + slot * layer.steps : ends + window * layer.steps;
      const bool shared = contest.share > 1;
      unsigned long long word = FS_NOBODY;
      for (int part = task % contest.share; part < contest.parts; part += contest.share) {
        word = min(word, fs_first_to_fire<M, NEAR>(layer, contest, NEAR ? memory.weights : weights,
                                                   list, end, mask, part, frame,
                                                   shared ? memory.first + slot : nullptr));
      }
      // All lanes have read their lists.
      __syncwarp();
      int last = 1;
      if (shared) {
        if (lane == 0) {
          atomicMin(&memory.first[slot], word);
          __threadfence_block();
          last = atomicAdd(&memory.ready[slot], 1) == contest.share - 1;
          if (last) {
            __threadfence_block();
            word = *(volatile unsigned long long*)&memory.first[slot];
            memory.first[slot] = FS_NOBODY;
            memory.ready[slot] = 0;
          }
        }
        last = __shfl_sync(0xffffffffu, last, 0);
      }
      if (last) {
        if (lane == 0) {
          *(volatile unsigned long long*)(words + location) = word;
        }
        if (NEAR && f + 1 < frames) {
          // Nobody needs this list any more: the next frame's comes while others are waited for.
          fs_fetch_list(layer, contest, memory, slot, lists, ends, window + locations);
        }
      }
    }
    if (NEAR) {
      fs_fetch_input(memory, seen, (int)size);
    }
    const int winners = fs_choose_winners(layer, contest, memory, words, frame);
    __syncthreads();
    const FsRule* now = rules + __ldg(course + 2 * f);
    if (NEAR) {
      fs_learn_near(layer, contest, memory, winners, now, groupOf);
      __syncthreads();
    } else {
      fs_learn_far(layer, memory, winners, seen, weights, now, groupOf);
      fs_grid_barrier(barrier);
    }
  }

  if (NEAR && blockIdx.x == 0) {
    for (int i = threadIdx.x; i < layer.fan * layer.maps; i += blockDim.x) {
      const int tap = i / layer.maps;
      const int map = i % layer.maps;
      weights[(long long)tap * layer.stride + map] = memory.weights[tap * contest.pitch + map];
    }
  }
}

#define FS_LEARN_FRAMES(name, M, NEAR)                                                           \
  extern "C" __global__ void __launch_bounds__(1024) name(                                       \
      FsLayer layer, FsContest contest, float* weights, const uint8_t* times, int frames,        \
      const unsigned* lists, const int* ends, const FsRule* rules, const int* groupOf,           \
      const int* course, const uint8_t* silent, unsigned long long* survivors, int* far,         \
      unsigned* barrier) {                                                                       \
    fs_learn_frames<M, NEAR>(layer, contest, weights, times, frames, lists, ends, rules, groupOf, \
                             course, silent, survivors, far, barrier);                           \
  }                                                                                              \
  FS_KERNEL(name)

FS_LEARN_FRAMES(fs_learn_frames_far, 1, false)
FS_LEARN_FRAMES(fs_learn_frames_near1, 1, true)
FS_LEARN_FRAMES(fs_learn_frames_near2, 2, true)
FS_LEARN_FRAMES(fs_learn_frames_near4, 4, true)
FS_LEARN_FRAMES(fs_learn_frames_near8, 8, true)
#undef FS_LEARN_FRAMES

// Clamps the weights of each map to the bounds of its rule. A block a map; as in core, a map of
// which no weight lies outside stays as it is, bit by bit.
extern "C" __global__ void fs_clamp_rows(FsLayer layer, float* weights, const FsRule* rules,
                                         const int* groupOf) {
  const int map = blockIdx.x;
  const FsRule rule = rules[groupOf[map]];
  int outside = 0;
  for (int tap = threadIdx.x; tap < layer.fan; tap += blockDim.x) {
    const float weight = weights[(long long)tap * layer.stride + map];
    outside |= fs_clamp(weight, rule) != weight;
  }
  if (__syncthreads_or(outside)) {
    for (int tap = threadIdx.x; tap < layer.fan; tap += blockDim.x) {
      float* weight = weights + (long long)tap * layer.stride + map;
      *weight = fs_clamp(*weight, rule);
    }
  }
}
FS_KERNEL(fs_clamp_rows)

// Copies spikes with point-wise inhibition: at each location only the first one remains, of those
// in the same time step that of the lowest map. A thread a location of an image.
extern "C" __global__ void fs_first_of_location(const uint8_t* times, uint8_t* inhibited, int maps,
                                                int locations, int steps, long long all) {
  const long long i = (long long)blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= all) {
    return;
  }
  const long long at = i / locations * maps * locations + i % locations;
  int first = steps;
  int kept = -1;
  for (int map = 0; map < maps; map++) {
    const int time = times[at + (long long)map * locations];
    if (time < first) {
      first = time;
      kept = map;
    }
  }
  for (int map = 0; map < maps; map++) {
    inhibited[at + (long long)map * locations] = (uint8_t)(map == kept ? first : steps);
  }
}
FS_KERNEL(fs_first_of_location)
