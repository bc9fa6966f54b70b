// Runs the blocks, warps and threads of a launch on one thread of the operating system.
//
// Each thread of a block is a fiber: a stack of its own, among which the machine switches when a
// thread has to wait, and at no other time. A thread that ends without having waited leaves its
// stack to the next one at once, so that a kernel without barriers runs as a plain loop.
//
//   launch    blocks, one after the other; all at the same time in a cooperative launch
//   block     32 warps at most; the barrier of __syncthreads
//   warp      sets of lanes, one bit each: ready (can run), waiting (in a warp's call), at the
//             barrier, paused, exited
//
// Which of the ready threads runs next is the machine's choice, as it is a GPU's. The order can be
// turned around or drawn at random, to find kernels whose results depend on it.
#pragma once

#include "device_shim.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#ifndef __x86_64__
#include <ucontext.h>
#endif

namespace fs_shim {

constexpr unsigned LANES = 32;
constexpr unsigned MAX_WARPS = 32;
constexpr int LAUNCH_FAILED = 719;

// ---- Fibers --------------------------------------------------------------------------------

#ifdef __x86_64__

// Saves the registers that a function must keep, and the stack's pointer in *save; continues where
// `load` was saved. Takes some nanoseconds, unlike swapcontext, which calls the kernel.
extern "C" void fs_shim_switch(void** save, void* load);

asm(".text\n"
    ".p2align 4\n"
    ".globl fs_shim_switch\n"
    ".hidden fs_shim_switch\n"
    ".type fs_shim_switch, @function\n"
    "fs_shim_switch:\n"
    "  pushq %rbp\n"
    "  pushq %rbx\n"
    "  pushq %r12\n"
    "  pushq %r13\n"
    "  pushq %r14\n"
    "  pushq %r15\n"
    "  movq %rsp, (%rdi)\n"
    "  movq %rsi, %rsp\n"
    "  popq %r15\n"
    "  popq %r14\n"
    "  popq %r13\n"
    "  popq %r12\n"
    "  popq %rbx\n"
    "  popq %rbp\n"
    "  popq %rcx\n"
    "  jmp *%rcx\n"
    ".size fs_shim_switch, . - fs_shim_switch\n");

// Where a fiber that does not run now will continue.
class Continuation {
 public:
  // Begins `entry`, which never returns, on a stack.
  void begin(char* low, char* top, void (*entry)()) {
    (void)low;
    // As if `entry` had been called from address 0: six registers, entry, return address.
    void** stack = reinterpret_cast<void**>(reinterpret_cast<uintptr_t>(top) & ~uintptr_t{15});
    *--stack = nullptr;
    *--stack = reinterpret_cast<void*>(entry);
    for (int i = 0; i < 6; i++) {
      *--stack = nullptr;
    }
    pointer_ = stack;
  }

  // Saves the running fiber here and continues another.
  void leave_to(Continuation& other) { fs_shim_switch(&pointer_, other.pointer_); }

 private:
  void* pointer_ = nullptr;
};

#else

class Continuation {
 public:
  void begin(char* low, char* top, void (*entry)()) {
    getcontext(&context_);
    context_.uc_stack.ss_sp = low;
    context_.uc_stack.ss_size = static_cast<size_t>(top - low);
    context_.uc_link = nullptr;
    makecontext(&context_, entry, 0);
  }

  void leave_to(Continuation& other) { swapcontext(&context_, &other.context_); }

 private:
  ucontext_t context_;
};

#endif

struct Fiber {
  Continuation continuation;
  char* low;
  char* top;
};

// Stacks, each above a page that cannot be touched: a stack that overflows ends the process.
class FiberPool {
 public:
  ~FiberPool() {
    for (char* chunk : chunks_) {
      munmap(chunk, CHUNK * bytes());
    }
  }

  Fiber* take() {
    if (free_.empty()) {
      grow();
    }
    Fiber* fiber = free_.back();
    free_.pop_back();
    return fiber;
  }

  void give_back(Fiber* fiber) { free_.push_back(fiber); }

  // Takes back all fibers, whatever they were doing.
  void reclaim() {
    if (free_.size() != all_.size()) {
      free_.clear();
      for (auto fiber = all_.rbegin(); fiber != all_.rend(); ++fiber) {
        free_.push_back(fiber->get());
      }
    }
  }

 private:
  static constexpr size_t STACK = 64 << 10;
  static constexpr size_t CHUNK = 64;

  static size_t page() {
    static const size_t size = static_cast<size_t>(sysconf(_SC_PAGESIZE));
    return size;
  }

  // That the guard page comes in addition also spreads stacks over the sets of a cache.
  static size_t bytes() { return STACK + page(); }

  void grow() {
    void* memory = mmap(nullptr, CHUNK * bytes(), PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) {
      std::fprintf(stderr, "shim: no memory for the stacks of threads\n");
      std::abort();
    }
    chunks_.push_back(static_cast<char*>(memory));
    for (size_t i = CHUNK; i-- > 0;) {
      char* guard = chunks_.back() + i * bytes();
      mprotect(guard, page(), PROT_NONE);
      auto fiber = std::make_unique<Fiber>();
      fiber->low = guard + page();
      fiber->top = guard + bytes() - 64 * (i * 5 % 16);
      free_.push_back(fiber.get());
      all_.push_back(std::move(fiber));
    }
  }

  std::vector<char*> chunks_;
  std::vector<std::unique_ptr<Fiber>> all_;
  std::vector<Fiber*> free_;
};

// ---- Threads, warps, blocks ----------------------------------------------------------------

struct Block;

// A thread of a block, and what it waits for.
struct Thread : ThreadPlace {
  Fiber* fiber;
  Block* owner;
  unsigned number;  // in the block
  Call call;
  unsigned mask;
  unsigned operand;
  int width;
  uint64_t value;
  uint64_t result;

  unsigned warp() const { return number / LANES; }
  unsigned bit() const { return 1u << number % LANES; }
};

// Sets of lanes. A lane of `exists` is in one of the others, or runs.
struct Warp {
  unsigned exists;
  unsigned started;
  unsigned ready;
  unsigned waiting;
  unsigned at_barrier;
  unsigned paused;
  unsigned exited;
};

constexpr size_t FENCE = 64;
constexpr unsigned char POISON = 0xCD;       // what memory holds before it is written
constexpr unsigned char FENCE_BYTE = 0xA5;   // what lies behind it

struct Block : BlockPlace {
  Warp warps[MAX_WARPS];
  unsigned ready_warps;  // those with ready lanes
  unsigned current_warp;
  unsigned live;  // threads that have not exited
  unsigned arrived;
  unsigned agreeing;  // of those that have arrived, threads whose predicate is true
  Call barrier_call;
  int barrier_result;
  std::vector<Thread> threads_of_block;
  std::unique_ptr<unsigned char[]> memory;
  size_t memory_bytes = 0;

  void make_ready(unsigned warp, unsigned lanes) {
    warps[warp].ready |= lanes;
    if (warps[warp].ready != 0) {
      ready_warps |= 1u << warp;
    }
  }
};

inline const char* name_of(Call call) {
  static const char* const names[] = {
      "nothing", "__syncthreads", "__syncthreads_or", "__syncthreads_and", "__syncthreads_count",
      "__syncwarp", "__ballot_sync", "__any_sync", "__all_sync", "__shfl_sync", "__shfl_up_sync",
      "__shfl_down_sync", "__shfl_xor_sync", "fs_mma_b1"};
  return names[static_cast<int>(call)];
}

// In which order ready threads run.
enum : unsigned { ASCENDING = 0, DESCENDING = 1 };  // any other number: random, with this seed

struct Launch {
  const KernelCode* kernel;
  void** arguments;
  uint3 blocks;
  uint3 threads;
  size_t shared;
  bool cooperative;
  unsigned order;
};

// ---- The machine ---------------------------------------------------------------------------

class Machine {
 public:
  // The machine that runs on this thread of the operating system.
  static __thread Machine* current __attribute__((tls_model("initial-exec")));

  // Runs a launch to its end. Returns 0 or LAUNCH_FAILED, and then says why in `message`.
  int run(const Launch& launch) {
    launch_ = &launch;
    message_.clear();
    random_ = launch.order * 0x9E3779B97F4A7C15ull + 1;
    steps_ = fruitless_ = steps_before_ = 0;
    grid_ = uint64_t{launch.blocks.x} * launch.blocks.y * launch.blocks.z;
    const size_t at_once = launch.cooperative ? grid_ : 1;
    if (blocks_.size() < at_once) {
      blocks_.resize(at_once);
    }
    begun_ = 0;
    live_blocks_ = 0;
    for (size_t i = 0; i < at_once; i++) {
      begin_block(blocks_[i]);
    }
    block_ = &blocks_[0];
    Machine* const outer = current;
    current = this;
    start(host_, next());
    here = nullptr;
    current = outer;
    fibers_.reclaim();
    return message_.empty() ? 0 : LAUNCH_FAILED;
  }

  const std::string& message() const { return message_; }

  int block_call(Call call, int predicate) {
    Thread& thread = running();
    Block& block = *thread.owner;
    if (block.arrived == 0) {
      block.barrier_call = call;
      block.agreeing = 0;
    } else if (block.barrier_call != call) {
      fail(thread, std::string("calls ") + name_of(call) + ", while others of its block wait in " +
                       name_of(block.barrier_call));
    }
    steps_++;
    thread.call = call;
    block.arrived++;
    block.agreeing += predicate != 0;
    if (block.arrived == block.live) {
      open_barrier(block);
    } else {
      block.warps[thread.warp()].at_barrier |= thread.bit();
      wait(thread);
    }
    thread.call = Call::NONE;
    return block.barrier_result;
  }

  uint64_t warp_call(Call call, unsigned mask, uint64_t value, unsigned operand, int width) {
    Thread& thread = running();
    Block& block = *thread.owner;
    Warp& warp = block.warps[thread.warp()];
    thread.call = call;
    thread.mask = mask;
    thread.value = value;
    thread.operand = operand;
    thread.width = width;
    check_warp_call(thread, warp);
    steps_++;
    warp.waiting |= thread.bit();
    if ((warp.waiting & mask) == mask && all_agree(thread)) {
      complete(thread);
      warp.waiting &= ~mask;
      block.make_ready(thread.warp(), mask & ~thread.bit());
    } else {
      wait(thread);
    }
    thread.call = Call::NONE;
    return thread.result;
  }

  void pause() {
    Thread& thread = running();
    thread.owner->warps[thread.warp()].paused |= thread.bit();
    wait(thread);
  }

  [[noreturn]] void trap() { fail(running(), "calls __trap"); }

 private:
  static Thread& running() {
    return const_cast<Thread&>(static_cast<const Thread&>(*here));
  }

  // ---- Blocks

  void begin_block(Block& block) {
    const uint64_t number = launch_->order == ASCENDING ? begun_ : grid_ - 1 - begun_;
    const uint3& grid = launch_->blocks;
    begun_++;
    live_blocks_++;
    block.index = {static_cast<unsigned>(number % grid.x),
                   static_cast<unsigned>(number / grid.x % grid.y),
                   static_cast<unsigned>(number / grid.x / grid.y)};
    block.blocks = grid;
    block.threads = launch_->threads;
    block.live = block.threads.x * block.threads.y * block.threads.z;
    block.ready_warps = 0;
    block.current_warp = 0;
    block.arrived = 0;
    if (block.threads_of_block.size() < block.live) {
      block.threads_of_block.resize(block.live);
    }
    for (unsigned warp = 0; warp < MAX_WARPS; warp++) {
      const unsigned first = warp * LANES;
      const unsigned lanes = block.live > first ? std::min(LANES, block.live - first) : 0;
      const unsigned exists = lanes == LANES ? ~0u : (1u << lanes) - 1;
      block.warps[warp] = {exists, 0, 0, 0, 0, 0, 0};
      block.make_ready(warp, exists);
    }
    begin_shared(block);
  }

  void begin_shared(Block& block) {
    const size_t needed = launch_->shared + FENCE + 128;
    if (block.memory_bytes < needed) {
      block.memory.reset(new unsigned char[needed]);
      block.memory_bytes = needed;
    }
    block.shared = reinterpret_cast<unsigned char*>(
        (reinterpret_cast<uintptr_t>(block.memory.get()) + 127) & ~uintptr_t{127});
    std::memset(block.shared, POISON, launch_->shared);
    std::memset(block.shared + launch_->shared, FENCE_BYTE, FENCE);
  }

  void end_block(Thread& last) {
    live_blocks_--;
    const unsigned char* fence = last.owner->shared + launch_->shared;
    for (size_t i = 0; i < FENCE; i++) {
      if (fence[i] != FENCE_BYTE) {
        fail(last, "its block has written to byte " + std::to_string(launch_->shared + i) +
                       " of its shared memory of " + std::to_string(launch_->shared) + " bytes");
      }
    }
  }

  // ---- Which thread runs next

  // Takes a thread that is ready; null if all have exited.
  Thread* next() {
    while (true) {
      if (block_->ready_warps != 0) {
        return take_ready(*block_);
      }
      if (live_blocks_ == 0) {
        if (begun_ == grid_) {
          return nullptr;
        }
        begin_block(*block_);
      } else if (!to_another_block() && !wake_paused()) {
        fail_deadlock();
      }
    }
  }

  Thread* take_ready(Block& block) {
    if ((block.ready_warps >> block.current_warp & 1) == 0) {
      block.current_warp = choose(block.ready_warps);
    }
    Warp& warp = block.warps[block.current_warp];
    const unsigned lane = choose(warp.ready);
    warp.ready &= ~(1u << lane);
    if (warp.ready == 0) {
      block.ready_warps &= ~(1u << block.current_warp);
    }
    const unsigned number = block.current_warp * LANES + lane;
    Thread& thread = block.threads_of_block[number];
    if ((warp.started >> lane & 1) == 0) {
      warp.started |= 1u << lane;
      begin_thread(thread, block, number);
    }
    return &thread;
  }

  static void begin_thread(Thread& thread, Block& block, unsigned number) {
    const uint3& size = block.threads;
    thread.index = {number % size.x, number / size.x % size.y, number / size.x / size.y};
    thread.block = &block;
    thread.owner = &block;
    thread.number = number;
    thread.fiber = nullptr;
    thread.call = Call::NONE;
  }

  unsigned choose(unsigned set) {
    if (launch_->order == ASCENDING) {
      return static_cast<unsigned>(__builtin_ctz(set));
    }
    if (launch_->order == DESCENDING) {
      return 31 - static_cast<unsigned>(__builtin_clz(set));
    }
    random_ = random_ * 6364136223846793005ull + 1442695040888963407ull;
    for (uint64_t skip = (random_ >> 33) % static_cast<unsigned>(__builtin_popcount(set));
         skip > 0; skip--) {
      set &= set - 1;
    }
    return static_cast<unsigned>(__builtin_ctz(set));
  }

  // Turns to the next block of a cooperative launch that has a ready thread.
  bool to_another_block() {
    if (!launch_->cooperative) {
      return false;
    }
    size_t i = static_cast<size_t>(block_ - blocks_.data());
    for (uint64_t left = grid_; left > 0; left--) {
      i = i + 1 == grid_ ? 0 : i + 1;
      if (blocks_[i].ready_warps != 0) {
        block_ = &blocks_[i];
        return true;
      }
    }
    return false;
  }

  // Lets the paused threads look again; false if there are none, or if they wait in vain.
  bool wake_paused() {
    fruitless_ = steps_ == steps_before_ ? fruitless_ + 1 : 0;
    steps_before_ = steps_;
    bool any = false;
    for (uint64_t i = 0; i < (launch_->cooperative ? grid_ : 1) && fruitless_ < PATIENCE; i++) {
      for (unsigned warp = 0; warp < MAX_WARPS; warp++) {
        any |= blocks_[i].warps[warp].paused != 0;
        blocks_[i].make_ready(warp, blocks_[i].warps[warp].paused);
        blocks_[i].warps[warp].paused = 0;
      }
    }
    return any;
  }

  // ---- Switching

  // Lets others run until this thread is ready again.
  void wait(Thread& thread) {
    Thread* other = next();
    if (other != &thread) {
      start(thread.fiber->continuation, other);
    }
  }

  // Leaves the running fiber for that of `thread`.
  void start(Continuation& from, Thread* thread) {
    here = thread;
    if (thread->fiber == nullptr) {
      thread->fiber = fibers_.take();
      thread->fiber->continuation.begin(thread->fiber->low, thread->fiber->top, &run_threads);
    }
    from.leave_to(thread->fiber->continuation);
  }

  // What a fiber does: runs a thread to its end, and then others that have not begun.
  static void run_threads() {
    Machine& machine = *current;
    const KernelCode& kernel = *machine.launch_->kernel;
    void** arguments = machine.launch_->arguments;
    while (true) {
      kernel.run(arguments);
      Thread& thread = running();
      Fiber* fiber = thread.fiber;
      machine.exit(thread);
      Thread* other = machine.next();
      if (other != nullptr && other->fiber == nullptr) {
        other->fiber = fiber;
        here = other;
        continue;
      }
      // Nothing takes the fiber before it is left: this is the only thread that uses the pool.
      machine.fibers_.give_back(fiber);
      if (other == nullptr) {
        fiber->continuation.leave_to(machine.host_);
      } else {
        machine.start(fiber->continuation, other);
      }
    }
  }

  void exit(Thread& thread) {
    Block& block = *thread.owner;
    Warp& warp = block.warps[thread.warp()];
    warp.exited |= thread.bit();
    block.live--;
    steps_++;
    for (unsigned left = warp.waiting; left != 0; left &= left - 1) {
      const Thread& waiting = thread_of(block, thread.warp(), __builtin_ctz(left));
      if ((waiting.mask & thread.bit()) != 0) {
        fail(thread, "has exited, but " + describe(waiting));
      }
    }
    if (block.live == 0) {
      end_block(thread);
    } else if (block.arrived == block.live) {
      open_barrier(block);
    }
  }

  // ---- Barriers and warps

  static void open_barrier(Block& block) {
    switch (block.barrier_call) {
      case Call::SYNCTHREADS_OR:
        block.barrier_result = block.agreeing > 0;
        break;
      case Call::SYNCTHREADS_AND:
        block.barrier_result = block.agreeing == block.arrived;
        break;
      default:
        block.barrier_result = static_cast<int>(block.agreeing);
    }
    block.arrived = 0;
    for (unsigned warp = 0; warp < MAX_WARPS; warp++) {
      block.make_ready(warp, block.warps[warp].at_barrier);
      block.warps[warp].at_barrier = 0;
    }
  }

  void check_warp_call(const Thread& thread, const Warp& warp) {
    const unsigned mask = thread.mask;
    if ((mask & thread.bit()) == 0) {
      fail(thread, "calls " + describe_call(thread) + ", which lacks its own lane");
    }
    if ((mask & ~warp.exists) != 0) {
      fail(thread, "calls " + describe_call(thread) + ", though its block has no thread for lane " +
                       std::to_string(__builtin_ctz(mask & ~warp.exists)));
    }
    if ((mask & warp.exited) != 0) {
      fail(thread, "calls " + describe_call(thread) + ", though lane " +
                       std::to_string(__builtin_ctz(mask & warp.exited)) + " has exited");
    }
    if ((mask & warp.waiting) != 0) {
      const Thread& other =
          thread_of(*thread.owner, thread.warp(), __builtin_ctz(mask & warp.waiting));
      if (other.mask == mask && other.call != thread.call) {
        fail(thread, "calls " + describe_call(thread) + ", but " + describe(other));
      }
    }
  }

  // Whether all lanes of the mask, which all wait, wait for the same lanes in the same call.
  static bool all_agree(const Thread& thread) {
    for (unsigned left = thread.mask; left != 0; left &= left - 1) {
      const Thread& other = thread_of(*thread.owner, thread.warp(), __builtin_ctz(left));
      if (other.mask != thread.mask || other.call != thread.call) {
        return false;
      }
    }
    return true;
  }

  // Computes the results of a warp's call, for all its lanes.
  void complete(Thread& last) {
    Thread* lanes = &thread_of(*last.owner, last.warp(), 0);
    switch (last.call) {
      case Call::BALLOT:
        share(lanes, last.mask, votes(lanes, last.mask));
        break;
      case Call::ANY:
        share(lanes, last.mask, votes(lanes, last.mask) != 0);
        break;
      case Call::ALL:
        share(lanes, last.mask, votes(lanes, last.mask) == last.mask);
        break;
      case Call::SHFL:
      case Call::SHFL_UP:
      case Call::SHFL_DOWN:
      case Call::SHFL_XOR:
        for (unsigned left = last.mask; left != 0; left &= left - 1) {
          shuffle(lanes, __builtin_ctz(left));
        }
        break;
      case Call::MMA:
        multiply(lanes);
        break;
      default:
        break;
    }
  }

  static unsigned votes(const Thread* lanes, unsigned mask) {
    unsigned votes = 0;
    for (unsigned left = mask; left != 0; left &= left - 1) {
      const int lane = __builtin_ctz(left);
      votes |= (lanes[lane].value != 0 ? 1u : 0u) << lane;
    }
    return votes;
  }

  static void share(Thread* lanes, unsigned mask, uint64_t result) {
    for (unsigned left = mask; left != 0; left &= left - 1) {
      lanes[__builtin_ctz(left)].result = result;
    }
  }

  // Lanes shuffle within segments of `width`; who would read beyond its segment reads itself.
  void shuffle(Thread* lanes, int lane) {
    Thread& thread = lanes[lane];
    const int width = thread.width;
    if (width < 1 || width > 32 || (width & (width - 1)) != 0) {
      fail(thread, std::string(name_of(thread.call)) + " with the width " + std::to_string(width));
    }
    const int first = lane & ~(width - 1);
    const int operand = static_cast<int>(thread.operand & 31);
    int source = lane;
    switch (thread.call) {
      case Call::SHFL:
        source = first + (operand & (width - 1));
        break;
      case Call::SHFL_UP:
        source = lane - operand < first ? lane : lane - operand;
        break;
      case Call::SHFL_DOWN:
        source = lane + operand >= first + width ? lane : lane + operand;
        break;
      default:
        source = (lane ^ operand) >= first + width ? lane : lane ^ operand;
    }
    if ((thread.mask >> source & 1) == 0) {
      fail(thread, describe_call(thread) + " reads lane " + std::to_string(source) +
                       ", which is not in the mask");
    }
    thread.result = lanes[source].value;
  }

  // See fs_mma_b1 in device.cuh for which lane holds what.
  static void multiply(Thread* lanes) {
    unsigned rows[16][8];
    unsigned columns[8][8];
    for (int lane = 0; lane < 32; lane++) {
      const Mma& mma = *reinterpret_cast<const Mma*>(lanes[lane].value);
      const int group = lane / 4;
      const int word = lane % 4;
      rows[group][word] = mma.a[0];
      rows[group + 8][word] = mma.a[1];
      rows[group][4 + word] = mma.a[2];
      rows[group + 8][4 + word] = mma.a[3];
      columns[group][word] = mma.b[0];
      columns[group][4 + word] = mma.b[1];
    }
    for (int lane = 0; lane < 32; lane++) {
      const Mma& mma = *reinterpret_cast<const Mma*>(lanes[lane].value);
      for (int i = 0; i < 4; i++) {
        const unsigned* row = rows[lane / 4 + (i < 2 ? 0 : 8)];
        const unsigned* column = columns[lane % 4 * 2 + i % 2];
        int sum = mma.c[i];
        for (int word = 0; word < 8; word++) {
          sum += __builtin_popcount(row[word] & column[word]);
        }
        mma.d[i] = sum;
      }
    }
  }

  static Thread& thread_of(Block& block, unsigned warp, int lane) {
    return block.threads_of_block[warp * LANES + static_cast<unsigned>(lane)];
  }

  // ---- Failures

  static std::string describe(const uint3& index) {
    return "(" + std::to_string(index.x) + ", " + std::to_string(index.y) + ", " +
           std::to_string(index.z) + ")";
  }

  static std::string describe_call(const Thread& thread) {
    if (thread.call <= Call::SYNCTHREADS_COUNT) {
      return name_of(thread.call);
    }
    char mask[16];
    std::snprintf(mask, sizeof mask, "0x%08x", thread.mask);
    return std::string(name_of(thread.call)) + " with mask " + mask;
  }

  static std::string describe(const Thread& thread) {
    return "thread " + describe(thread.index) + " waits in " +
           (thread.call == Call::NONE ? "a loop" : describe_call(thread));
  }

  // Ends the launch; must be called on a fiber, which is never continued.
  [[noreturn]] void fail(const Thread& thread, const std::string& cause) {
    fail_with("block " + describe(thread.block->index) + ", thread " + describe(thread.index) +
              ": " + cause);
  }

  [[noreturn]] void fail_with(const std::string& cause) {
    message_ = std::string("kernel ") + launch_->kernel->name + ", " + cause;
    Continuation nowhere;
    nowhere.leave_to(host_);
    std::abort();
  }

  // Names one thread of each group that waits in the same way.
  [[noreturn]] void fail_deadlock() {
    std::string cause = "deadlock: no thread can run";
    int named = 0;
    for (uint64_t i = 0; i < (launch_->cooperative ? grid_ : 1) && named < 8; i++) {
      Block& block = blocks_[i];
      const Thread* before = nullptr;
      for (Thread& thread : block.threads_of_block) {
        const Warp& warp = block.warps[thread.warp()];
        const bool waits = (thread.bit() & warp.started & ~warp.exited) != 0;
        if (waits && named < 8 &&
            (before == nullptr || before->call != thread.call || before->mask != thread.mask ||
             before->warp() != thread.warp())) {
          cause += "; block " + describe(block.index) + ", " + describe(thread);
          before = &thread;
          named++;
        }
      }
    }
    fail_with(cause);
  }

  // How often paused threads look again although nothing else has happened.
  static constexpr int PATIENCE = 1000;

  const Launch* launch_ = nullptr;
  std::string message_;
  uint64_t random_ = 0;
  uint64_t steps_ = 0;  // what threads have done that may be what others wait for
  uint64_t steps_before_ = 0;
  int fruitless_ = 0;
  uint64_t grid_ = 0;
  uint64_t begun_ = 0;
  uint64_t live_blocks_ = 0;
  std::vector<Block> blocks_;
  Block* block_ = nullptr;
  Continuation host_;
  FiberPool fibers_;
};

__thread Machine* Machine::current = nullptr;
__thread const ThreadPlace* here = nullptr;

}  // namespace fs_shim
