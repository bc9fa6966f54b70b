// R-STDP of decision layers: labels are learned from one after the other, without the host.
//
// While one image is looked at, weights are constant. The neuron that decides is the first to fire,
// or the one with the highest potential; only the weights of its map change. Which inputs fire, in
// which order, does not depend on weights: this is listed beforehand for all images of a launch.
//
//   near: each block keeps the weights of some maps in shared memory.
//
//     block   has some maps; a lane is a neuron: a map at a location
//       |     adds up the inputs of the image's list
//     the block's best neuron, as a word of 64 bits  -> global memory
//       |     every block reads the words of all blocks, and finds the same winner;
//       |     meanwhile the list of the next image comes to shared memory
//     the block that has the winner's map changes its weights
//       |
//     next image
//
//   There is no barrier: a word names its label, and who reads it looks until it does, as in
//   features.cuh. There are two sets of words, for even and odd labels: a block that writes those of
//   label f + 2 has read all of label f + 1, so every block had written these, after it had read all
//   of f.
//
//   far: where the weights do not fit, they lie in global memory.
//
//     blocks   locations are dealt out to them in turn; a thread is a map
//       |      candidate of each location  -> global memory
//     barrier of the grid
//       |      every block chooses the same winner; its synapses are dealt out to all threads
//     barrier of the grid
//     next image
#pragma once

#include "device.cuh"
#include "features.cuh"
#include "layer.cuh"
#include "search.cuh"

// What R-STDP of a decision layer needs to know. Java writes it in this order.
struct FsReward {
  int byOrder;      // the first to fire decides; otherwise the highest potential
  float threshold;  // by order; otherwise the potential that must be exceeded to decide at all
  int taken, neuronsPerLabel;
  FsRule reward, punishment;
};

// Changes a weight's lag by a change of the weight, `before`: the number of labels before it.
__device__ __forceinline__ void fs_lag(float* lags, long long at, float change, float before) {
  if (lags != nullptr) {
    __stcg(lags + at, __ldcg(lags + at) + change * before);
  }
}

// Clamps the weights of a map, but for those of a retired label. Whole block. As in core, a map of
// which no weight lies outside stays as it is, bit by bit. get(tap), set(tap, weight): its weights.
template <typename Get, typename Set>
__device__ __forceinline__ void fs_clamp_map(const FsLayer& layer, const FsRule& rule, int map,
                                             float* lags, float before, Get get, Set set) {
  const bool retired = fs_retired(get(0));
  int outside = 0;
  for (int tap = threadIdx.x; !retired && tap < layer.fan; tap += blockDim.x) {
    const float old = get(tap);
    outside |= fs_clamp(old, rule) != old;
  }
  if (__syncthreads_or(outside)) {
    for (int tap = threadIdx.x; tap < layer.fan; tap += blockDim.x) {
      const float old = get(tap);
      const float now = fs_clamp(old, rule);
      set(tap, now);
      fs_lag(lags, (long long)tap * layer.stride + map, now - old, before);
    }
  }
}

// ------------------------------------------------------------------------------------------------
// near
// ------------------------------------------------------------------------------------------------

// How blocks share a layer, and how the weights of their maps lie. Java writes it in this order.
//
// A neuron's sum goes through the inputs of the whole image, whatever its window: the weights of
// what lies outside are 0, and a sum that begins at 0 does not change, bit by bit, if 0 is added.
// So the neurons of all locations read the same list. A map's weights, as planes of input maps, one
// after the other, with room for the windows of all locations to lie over the whole input:
//
//              column of the window                   . 0, outside of the window
//            . . . . . . . .  ^                       w weight of a tap
//     row    . w w w . . . .  |
//     of     . w w w . . . .  | plane = rows x pitch floats
//     the    . w w w . . . .  |
//     window . . . . . . . .  v
//            <--- pitch ---->        map: inMaps planes, and one of zeros
//
// An input (map, y, x) has the place map x plane + y x pitch + x, to which each neuron adds a base,
// by its location and map. An image's list holds places, in bytes, in groups of 8: at the end of each
// part it is filled up with the place of the zeros.
struct FsRewardShare {
  int mapsOfBlock;
  int room;      // places of an image's list, in whole groups
  int parts;     // parts of a list: time steps where the first to fire decides, otherwise one
  int plane;     // floats of an input map
  int pitch;     // floats of a row
  int mapPitch;  // floats from one map of the layer to the next
  int origin;    // of the first tap in a plane
};

constexpr int FS_GROUP = 8;  // places
constexpr int FS_AHEAD = 3;  // groups by which lists are read ahead

// The most threads of a block: what is read ahead needs registers.
constexpr int FS_REWARD_THREADS = 512;

// A block's best neuron: the earlier it fires, the higher its potential, the lower its map, the
// smaller.
//
//     63      57 56            25 24      9 8         0
//     time step  ~fs_ordered()    map       label + 1
//
// Of equal words, the neuron of the lower location is better.
constexpr int FS_BEST_POTENTIAL = 25;
constexpr int FS_BEST_MAP = 9;
constexpr unsigned FS_LABEL_MASK = (1u << FS_BEST_MAP) - 1;

__device__ __forceinline__ unsigned long long fs_best_word(int step, float potential, int map,
                                                           unsigned label) {
  return (unsigned long long)step << FS_STEP_SHIFT |
         (unsigned long long)~fs_ordered(potential) << FS_BEST_POTENTIAL |
         (unsigned long long)map << FS_BEST_MAP | label;
}

// The map of a block's best neuron; -1: there is none.
__device__ __forceinline__ int fs_best_map(unsigned long long word) {
  return fs_survivor_step(word) == fs_survivor_step(FS_NOBODY)
             ? -1
             : (int)(word >> FS_BEST_MAP) & 0xffff;
}

// Lists, for each image, the places of the inputs that fire, by time step, then by input, and how
// many groups there are up to the end of each part. A warp an image.
//
//     lists  [image][room]      ends  [image][parts]      sorted  [warp][input]
extern "C" __global__ void fs_list_images(FsLayer layer, FsRewardShare share,
                                          const uint8_t* times, int images, unsigned* sorted,
                                          unsigned* lists, int* ends) {
  int* own = (int*)fs_shared() + threadIdx.x / 32 * FS_MAX_STEPS;
  const int lane = threadIdx.x & 31;
  const int warps = blockDim.x / 32;
  const int warp = blockIdx.x * warps + threadIdx.x / 32;
  const int area = layer.inHeight * layer.inWidth;
  FsLayer whole = layer;
  whole.fan = layer.inMaps * area;
  whole.windowHeight = layer.inHeight;
  whole.windowWidth = layer.inWidth;
  unsigned* inputs = sorted + (long long)warp * whole.fan;
  for (long long image = warp; image < images; image += (long long)gridDim.x * warps) {
    fs_layer_sort(whole, times + image * whole.fan, (const uint32_t*)nullptr, 0, 0, inputs, own);
    unsigned* list = lists + image * share.room;
    int begin = 0;
    int groups = 0;
    for (int part = 0; part < share.parts; part++) {
      const int end = own[share.parts == 1 ? layer.steps - 1 : part];
      const int more = (end - begin + FS_GROUP - 1) / FS_GROUP;
      for (int i = lane; i < more * FS_GROUP; i += 32) {
        int place = layer.inMaps * share.plane;
        if (begin + i < end) {
          const int input = (int)inputs[begin + i];
          const int cell = input % area;
          place = input / area * share.plane + cell / layer.inWidth * share.pitch +
                  cell % layer.inWidth;
        }
        list[groups * FS_GROUP + i] = (unsigned)(place * (int)sizeof(float));
      }
      groups += more;
      begin = end;
      if (lane == 0) {
        ends[image * share.parts + part] = groups;
      }
    }
    __syncwarp();
  }
}
FS_KERNEL(fs_list_images)

// A block's shared memory. Sets of two: of all neurons, and of those that are not silenced.
struct FsRewardMemory {
  unsigned long long* warpBest;   // 2 x 32: of each of the block's warps
  unsigned long long* blockBest;  // 2 x 32: of each 32 blocks
  uint4* list;                    // room, and what is read ahead
  float* weights;                 // mapsOfBlock x mapPitch
  unsigned* warpNeuron;           // 2 x 32: the neurons of warpBest, as the block counts them
  unsigned* neuron;               // 2: the block's best neurons
  int* ends;                      // parts
  uint8_t* seen;                  // input

  __device__ FsRewardMemory(const FsRewardShare& share) {
    warpBest = (unsigned long long*)fs_shared();
    blockBest = warpBest + 64;
    list = (uint4*)(blockBest + 64);
    weights = (float*)(list + (share.room + FS_AHEAD * FS_GROUP) / 4);
    warpNeuron = (unsigned*)(weights + share.mapsOfBlock * share.mapPitch);
    neuron = warpNeuron + 64;
    ends = (int*)(neuron + 2);
    seen = (uint8_t*)(ends + share.parts);
  }
};

// The place of a tap among the weights of a map.
__device__ __forceinline__ int fs_tap_place(const FsLayer& layer, const FsRewardShare& share,
                                            int tap) {
  const int area = layer.windowHeight * layer.windowWidth;
  const int cell = tap % area;
  return share.origin + tap / area * share.plane + cell / layer.windowWidth * share.pitch +
         cell % layer.windowWidth;
}

// Brings the weights of a block's maps to shared memory. Whole block; without a barrier behind.
__device__ inline void fs_begin_rewards(const FsLayer& layer, const FsRewardShare& share,
                                        const FsRewardMemory& memory, const float* weights,
                                        int first, int mine) {
  for (int i = threadIdx.x; i < share.mapsOfBlock * share.mapPitch; i += blockDim.x) {
    memory.weights[i] = 0;
  }
  __syncthreads();
  for (int i = threadIdx.x; i < layer.fan * mine; i += blockDim.x) {
    const int tap = i / mine;
    const int map = i % mine;
    memory.weights[map * share.mapPitch + fs_tap_place(layer, share, tap)] =
        __ldcg(weights + (long long)tap * layer.stride + first + map);
  }
}

__device__ inline void fs_end_rewards(const FsLayer& layer, const FsRewardShare& share,
                                      const FsRewardMemory& memory, float* weights, int first,
                                      int mine) {
  for (int i = threadIdx.x; i < layer.fan * mine; i += blockDim.x) {
    const int tap = i / mine;
    const int map = i % mine;
    weights[(long long)tap * layer.stride + first + map] =
        memory.weights[map * share.mapPitch + fs_tap_place(layer, share, tap)];
  }
}

// Copies from global to shared memory, all loads of AHEAD elements before the first store. Thread
// number `thread` of `threads`.
template <int AHEAD, typename T>
__device__ __forceinline__ void fs_copy_ahead(T* to, const T* from, int count, int thread,
                                              int threads) {
  for (int begin = thread; begin < count; begin += AHEAD * threads) {
    T ahead[AHEAD];
#pragma unroll
    for (int k = 0; k < AHEAD; k++) {
      ahead[k] = __ldg(from + min(begin + k * threads, count - 1));
    }
#pragma unroll
    for (int k = 0; k < AHEAD; k++) {
      if (begin + k * threads < count) {
        to[begin + k * threads] = ahead[k];
      }
    }
  }
}

// Brings the list of an image to shared memory, and behind it zeros, which are read ahead. `groups`:
// of the list. Threads `from`, from + 1, ... of the block.
__device__ __forceinline__ void fs_fetch_image(const FsLayer& layer, const FsRewardShare& share,
                                               const FsRewardMemory& memory,
                                               const unsigned* lists, const int* ends,
                                               long long image, int groups, int from) {
  const int thread = (int)threadIdx.x - from;
  const int threads = (int)blockDim.x - from;
  const uint4* list = (const uint4*)(lists + image * share.room);
  const int count = groups * (FS_GROUP / 4);
  const unsigned zeros = (unsigned)(layer.inMaps * share.plane * (int)sizeof(float));
  fs_copy_ahead<2>(memory.list, list, count, thread, threads);
  for (int i = thread; i < FS_AHEAD * FS_GROUP / 4; i += threads) {
    memory.list[count + i] = make_uint4(zeros, zeros, zeros, zeros);
  }
  for (int i = thread; i < share.parts; i += threads) {
    memory.ends[i] = __ldg(ends + image * share.parts + i);
  }
}

// Copies the input of an image to shared memory. Threads `from`, from + 1, ... of the block.
__device__ __forceinline__ void fs_fetch_seen(uint8_t* seen, const uint8_t* times, int size,
                                              int from) {
  const int thread = (int)threadIdx.x - from;
  const int threads = (int)blockDim.x - from;
  if (size % 4 == 0) {
    fs_copy_ahead<4>((uint32_t*)seen, (const uint32_t*)times, size / 4, thread, threads);
  } else {
    for (int i = thread; i < size; i += threads) {
      seen[i] = __ldg(times + i);
    }
  }
}

// Reads the weights of a neuron for a group of places.
__device__ __forceinline__ void fs_read_group(float (&weights)[FS_GROUP], const unsigned char* own,
                                              const uint4& low, const uint4& high) {
  const unsigned places[FS_GROUP] = {low.x,  low.y,  low.z,  low.w,
                                     high.x, high.y, high.z, high.w};
#pragma unroll
  for (int k = 0; k < FS_GROUP; k++) {
    weights[k] = *(const float*)(own + places[k]);
  }
}

// A lane's neuron.
struct FsRewardNeuron {
  const unsigned char* own;  // where its weight for place 0 would lie
  int map;                   // of the layer
  bool taken;                // whether it may decide
  bool awake;                // and is not silenced
};

// The best neurons of a warp, by the list in shared memory: of all, and of those that are awake.
// One warp. words: the set of two; neurons: their threads.
__device__ __forceinline__ void fs_best_of_warp(const FsLayer& layer, const FsRewardShare& share,
                                                const FsReward& rule,
                                                const FsRewardMemory& memory,
                                                const FsRewardNeuron& one, bool masked,
                                                unsigned label, unsigned long long (&words)[2],
                                                unsigned (&neurons)[2]) {
  const unsigned everyone = 0xffffffffu;
  const unsigned long long nobody = (FS_NOBODY & ~(unsigned long long)FS_LABEL_MASK) | label;
  words[0] = words[1] = nobody;
  neurons[0] = neurons[1] = threadIdx.x;
  const int groups = memory.ends[share.parts - 1];
  if (groups == 0 || !__any_sync(everyone, one.taken)) {
    return;
  }
  int part = 0;
  while (memory.ends[part] == 0) {
    part++;
  }
  int end = memory.ends[part];
  bool found[2] = {false, !masked};
  float sum = 0;
  // Weights are read one group ahead, places three.
  float ahead[FS_GROUP];
  fs_read_group(ahead, one.own, memory.list[0], memory.list[1]);
  uint4 low = memory.list[2];
  uint4 high = memory.list[3];
  uint4 lowBehind = memory.list[4];
  uint4 highBehind = memory.list[5];
#pragma unroll 2
  for (int group = 0; group < groups; group++) {
    float now[FS_GROUP];
#pragma unroll
    for (int k = 0; k < FS_GROUP; k++) {
      now[k] = ahead[k];
    }
    fs_read_group(ahead, one.own, low, high);
    low = lowBehind;
    high = highBehind;
    lowBehind = memory.list[2 * (group + FS_AHEAD)];
    highBehind = memory.list[2 * (group + FS_AHEAD) + 1];
#pragma unroll
    for (int k = 0; k < FS_GROUP; k++) {
      sum += now[k];
    }
    if (group + 1 < end) {
      continue;
    }
    const int step = rule.byOrder ? part : layer.steps - 1;
    const bool fires = one.taken && sum > rule.threshold;
#pragma unroll
    for (int kind = 0; kind < 2; kind++) {
      const bool competes = fires && (kind == 0 || one.awake);
      if (!found[kind] && __any_sync(everyone, competes)) {
        found[kind] = true;
        words[kind] = competes ? fs_best_word(step, sum, one.map, label) : nobody;
        fs_warp_first(words[kind], neurons[kind]);
      }
    }
    if ((found[0] && found[1]) || end == groups) {
      break;
    }
    do {
      part++;
    } while (memory.ends[part] == end);
    end = memory.ends[part];
  }
}

// Changes the weights of the winner's map. Whole block, which has this map; `own`: its weights. A
// thread takes one cell of the window, or several, in some of the input maps.
__device__ inline void fs_learn_winner(const FsLayer& layer, const FsRewardShare& share,
                                       const FsRewardMemory& memory, float* own, int map,
                                       int location, int step, const FsRule& rule, float* lags,
                                       float before) {
  const int area = layer.windowHeight * layer.windowWidth;
  const int cells = min(area, (int)blockDim.x);
  const int apart = (int)blockDim.x / cells;
  const int first = (int)threadIdx.x / cells;
  const int top = location / layer.width * layer.rowStride - layer.rowPadding;
  const int left = location % layer.width * layer.columnStride - layer.columnPadding;
  const int inArea = layer.inHeight * layer.inWidth;
  for (int cell = (int)threadIdx.x % cells; first < apart && cell < area; cell += cells) {
    const int row = cell / layer.windowWidth;
    const int column = cell % layer.windowWidth;
    const int y = top + row;
    const int x = left + column;
    const bool inside = y >= 0 && y < layer.inHeight && x >= 0 && x < layer.inWidth;
    const uint8_t* seen = memory.seen + (inside ? y * layer.inWidth + x : 0);
    float* weight = own + share.origin + row * share.pitch + column;
#pragma unroll 4
    for (int in = first; in < layer.inMaps; in += apart) {
      const float old = weight[in * share.plane];
      const float now = fs_stdp(old, inside && seen[in * inArea] <= step, rule);
      weight[in * share.plane] = now;
      fs_lag(lags, (long long)(in * area + cell) * layer.stride + map, now - old, before);
    }
  }
}

// The first words of a set of two, to all lanes: lane l has that of number l.
__device__ __forceinline__ unsigned long long fs_first_word(const unsigned long long* words,
                                                            int count) {
  const int lane = threadIdx.x & 31;
  unsigned long long word = lane < count ? words[lane] : FS_NOBODY;
  unsigned place = 0;
  fs_warp_first(word, place);
  return word;
}

// Learns from labels in their order by R-STDP, near. Cooperative launch, with more warps
// than there are 32 blocks. lags: of the averaged weights, or null; they grow by each change times
// the number of labels before it. silent: uint8 [image][map], or null. words: [even, odd][all,
// awake][block], whose lowest bits are 0. decided, reinforced: labels, -1: none.
extern "C" __global__ void __launch_bounds__(FS_REWARD_THREADS)
    fs_learn_rewards_near(FsLayer layer, FsRewardShare share, FsReward rule, float* weights,
                          float* lags, const uint8_t* times, const int* labels, int images,
                          const unsigned* lists, const int* ends, const uint8_t* silent,
                          long long labelsBefore, long long decidedBefore,
                          unsigned long long* words, int* decided, int* reinforced) {
  const FsRewardMemory memory(share);
  const int lane = threadIdx.x & 31;
  const int warp = threadIdx.x / 32;
  const int locations = layer.height * layer.width;
  const int size = layer.inMaps * layer.inHeight * layer.inWidth;
  const bool masked = silent != nullptr;
  const int kinds = masked ? 2 : 1;
  // The block's maps, its warps that add, and those that look at the words of blocks.
  const int first = (int)blockIdx.x * share.mapsOfBlock;
  const int mine = min(share.mapsOfBlock, layer.maps - first);
  const int adding = (share.mapsOfBlock * locations + 31) / 32;
  const int looking = ((int)gridDim.x + 31) / 32;

  FsRewardNeuron one;
  const bool exists = (int)threadIdx.x < mine * locations;
  const int local = exists ? (int)threadIdx.x / locations : 0;
  const int location = exists ? (int)threadIdx.x % locations : 0;
  one.map = first + local;
  one.taken = exists && one.map < rule.taken;
  const int base = local * share.mapPitch + share.origin -
                   (location / layer.width * layer.rowStride - layer.rowPadding) * share.pitch -
                   (location % layer.width * layer.columnStride - layer.columnPadding);
  one.own = (const unsigned char*)(memory.weights + base);
  bool hushed = masked && exists && __ldg(silent + one.map) != 0;

  fs_begin_rewards(layer, share, memory, weights, first, mine);
  fs_fetch_image(layer, share, memory, lists, ends, 0, __ldg(ends + share.parts - 1), 0);
  long long decisions = decidedBefore;
  __syncthreads();

  for (int image = 0; image < images; image++) {
    const unsigned label = (unsigned)(image + 1) & FS_LABEL_MASK;
    volatile unsigned long long* said = words + (long long)(image & 1) * 2 * gridDim.x;
    const bool more = image + 1 < images;
    const int groups = more ? __ldg(ends + (image + 2LL) * share.parts - 1) : 0;
    if (warp < adding) {
      one.awake = !hushed;
      unsigned long long best[2];
      unsigned neurons[2];
      fs_best_of_warp(layer, share, rule, memory, one, masked, label, best, neurons);
      for (int kind = 0; kind < kinds; kind++) {
        if (lane == 0) {
          memory.warpBest[32 * kind + warp] = best[kind];
          memory.warpNeuron[32 * kind + warp] = neurons[kind];
        }
      }
      if (masked && exists && more) {
        hushed = __ldg(silent + (image + 1LL) * layer.maps + one.map) != 0;
      }
    }
    __syncthreads();
    // Nobody needs the list any more.
    if (warp == 0) {
      for (int kind = 0; kind < kinds; kind++) {
        unsigned long long word = lane < adding ? memory.warpBest[32 * kind + lane] : FS_NOBODY;
        unsigned neuron = lane < adding ? memory.warpNeuron[32 * kind + lane] : 0;
        fs_warp_first(word, neuron);
        if (lane == 0) {
          said[kind * gridDim.x + blockIdx.x] = word;
          memory.neuron[kind] = neuron;
        }
      }
    }
    if (warp < looking) {
      unsigned long long word[2] = {FS_NOBODY, FS_NOBODY};
      if (threadIdx.x < gridDim.x) {
        do {
          word[0] = said[threadIdx.x];
          word[1] = said[(kinds - 1) * gridDim.x + threadIdx.x];
          fs_pause();
        } while (((unsigned)word[0] & FS_LABEL_MASK) != label ||
                 ((unsigned)word[1] & FS_LABEL_MASK) != label);
      }
      for (int kind = 0; kind < kinds; kind++) {
        unsigned place = 0;
        fs_warp_first(word[kind], place);
        if (lane == 0) {
          memory.blockBest[32 * kind + warp] = word[kind];
        }
      }
    } else {
      fs_fetch_seen(memory.seen, times + (long long)image * size, size, 32 * looking);
      if (more) {
        fs_fetch_image(layer, share, memory, lists, ends, image + 1, groups, 32 * looking);
      }
    }
    __syncthreads();
    const unsigned long long all = fs_first_word(memory.blockBest, looking);
    const unsigned long long winner =
        masked ? fs_first_word(memory.blockBest + 32, looking) : all;
    const int map = fs_best_map(winner);
    const int says = fs_best_map(all) < 0 ? -1 : fs_best_map(all) / rule.neuronsPerLabel;
    const int learns = map < 0 ? -1 : map / rule.neuronsPerLabel;
    if (blockIdx.x == 0 && threadIdx.x == 0) {
      decided[image] = says;
      reinforced[image] = learns;
    }
    if (map >= 0) {
      const bool own = map >= first && map < first + mine;
      const bool clamps = decisions == 0;
      const float before = (float)(labelsBefore + image);
      if (own || clamps) {
        const FsRule stdp = learns == __ldg(labels + image) ? rule.reward : rule.punishment;
        if (own) {
          fs_learn_winner(layer, share, memory, memory.weights + (map - first) * share.mapPitch,
                          map, (int)memory.neuron[kinds - 1] % locations,
                          fs_survivor_step(winner), stdp, lags, before);
          __syncthreads();
        }
        for (int m = 0; clamps && m < mine; m++) {
          float* mineOf = memory.weights + m * share.mapPitch;
          fs_clamp_map(
              layer, stdp, first + m, lags, before,
              [&](int tap) { return mineOf[fs_tap_place(layer, share, tap)]; },
              [&](int tap, float weight) { mineOf[fs_tap_place(layer, share, tap)] = weight; });
          __syncthreads();
        }
      }
    }
    decisions += says >= 0;
  }
  fs_end_rewards(layer, share, memory, weights, first, mine);
}
FS_KERNEL(fs_learn_rewards_near)

// ------------------------------------------------------------------------------------------------
// far
// ------------------------------------------------------------------------------------------------

// The strongest neuron of a location once all spikes have come, above `floor`. Whole block, after
// fs_integrate(). Only thread 0 gets the result.
__device__ inline FsCandidate fs_strongest(const FsLayer& layer, float floor, int taken,
                                           const uint8_t* silent, FsBlock& block) {
  FsCandidate found = {layer.steps - 1, -1, 0};
  if (threadIdx.x == 0) {
    block.keys[0] = 0;
  }
  __syncthreads();
  unsigned long long best = 0;
  for (int map = threadIdx.x; map < taken; map += blockDim.x) {
    const float sum = block.potentials[map];
    if (sum > floor && (silent == nullptr || !silent[map])) {
      best = max(best, (unsigned long long)fs_ordered(sum) << 32 | (0xffffffffu - map));
    }
  }
  if (best != 0) {
    atomicMax(&block.keys[0], best);
  }
  __syncthreads();
  if (threadIdx.x == 0 && block.keys[0] != 0) {
    found.map = (int)(0xffffffffu - (unsigned)block.keys[0]);
    found.potential = fs_from_ordered((unsigned)(block.keys[0] >> 32));
  }
  __syncthreads();
  return found;
}

// Potentials of all maps at a location after the last time step..
__device__ inline void fs_integrate(const FsLayer& layer, const float* weights, FsBlock& block) {
  const int end = block.ends[layer.steps - 1];
  for (int map = threadIdx.x; map < layer.maps; map += blockDim.x) {
    float sum = 0;
    for (int i = 0; i < end; i++) {
      sum += __ldcg(weights + (long long)block.list[i] * layer.stride + map);
    }
    block.potentials[map] = sum;
  }
  __syncthreads();
}

// Writes a location's candidate: of all neurons, and of those that are not silenced.
__device__ inline void fs_reward_candidates(const FsLayer& layer, const FsReward& rule,
                                            const float* weights, const uint8_t* silent,
                                            FsBlock& block, FsCandidate* all, FsCandidate* awake) {
  const uint8_t* nobody = nullptr;
  if (!rule.byOrder) {
    fs_integrate(layer, weights, block);
  }
  for (int pass = 0; pass < (silent == nullptr ? 1 : 2); pass++) {
    const uint8_t* mask = pass == 0 ? nobody : silent;
    const FsCandidate one =
        rule.byOrder ? fs_survivor(layer, weights, rule.threshold, rule.taken, mask, block)
                     : fs_strongest(layer, rule.threshold, rule.taken, mask, block);
    if (threadIdx.x == 0) {
      fs_store(pass == 0 ? all : awake, one);
    }
  }
}

// Learns from labels in their order by R-STDP, far. Cooperative launch. counts: spikes of the
// images. lists, ends: see fs_list_windows. candidates: two for each location. The rest as above.
extern "C" __global__ void fs_learn_rewards_far(FsLayer layer, FsReward rule, float* weights,
                                                float* lags, const uint8_t* times,
                                                const int* counts, const int* labels, int images,
                                                unsigned* lists, int* ends, const uint8_t* silent,
                                                long long labelsBefore, long long decidedBefore,
                                                FsCandidate* candidates, int* decided,
                                                int* reinforced, unsigned* barrier) {
  FsBlock block(layer, 1, lists);
  const int locations = layer.height * layer.width;
  const long long size = (long long)layer.inMaps * layer.inHeight * layer.inWidth;
  const long long threads = (long long)gridDim.x * blockDim.x;
  const long long thread = (long long)blockIdx.x * blockDim.x + threadIdx.x;
  long long decisions = decidedBefore;
  for (int image = 0; image < images; image++) {
    const uint8_t* seen = times + image * size;
    const uint8_t* mask = silent == nullptr ? nullptr : silent + (long long)image * layer.maps;
    const float before = (float)(labelsBefore + image);
    for (int location = blockIdx.x; location < locations; location += gridDim.x) {
      const long long window = (long long)image * locations + location;
      block.list = lists + window * layer.fan;
      block.ends = ends + window * layer.steps;
      fs_reward_candidates(layer, rule, weights, mask, block, candidates + location,
                           candidates + locations + location);
    }
    fs_grid_barrier(barrier);
    const bool any = counts[image] > 0;
    int winner = any && fs_choose(layer, candidates, 1, block) > 0 ? block.neurons[0] : -1;
    int step = winner < 0 ? 0 : block.steps[0];
    const int said = winner < 0 ? -1 : winner / locations / rule.neuronsPerLabel;
    __syncthreads();
    if (mask != nullptr) {
      winner = any && fs_choose(layer, candidates + locations, 1, block) > 0 ? block.neurons[0]
                                                                               : -1;
      step = winner < 0 ? 0 : block.steps[0];
      __syncthreads();
    }
    const int learns = winner < 0 ? -1 : winner / locations / rule.neuronsPerLabel;
    const FsRule& stdp = learns == labels[image] ? rule.reward : rule.punishment;
    if (thread == 0) {
      decided[image] = said;
      reinforced[image] = learns;
    }
    if (winner >= 0) {
      const int map = winner / locations;
      for (long long tap = thread; tap < layer.fan; tap += threads) {
        const long long at = tap * layer.stride + map;
        const float old = __ldcg(weights + at);
        const int time = fs_tap_time(layer, seen, winner % locations, (int)tap);
        const float now = fs_stdp(old, time <= step, stdp);
        __stcg(weights + at, now);
        fs_lag(lags, at, now - old, before);
      }
      if (decisions == 0) {
        fs_grid_barrier(barrier);
        for (int m = blockIdx.x; m < layer.maps; m += gridDim.x) {
          float* own = weights + m;
          fs_clamp_map(
              layer, stdp, m, lags, before,
              [&](int tap) { return __ldcg(own + (long long)tap * layer.stride); },
              [&](int tap, float weight) { __stcg(own + (long long)tap * layer.stride, weight); });
        }
      }
    }
    decisions += said >= 0;
    fs_grid_barrier(barrier);
  }
}
FS_KERNEL(fs_learn_rewards_far)
