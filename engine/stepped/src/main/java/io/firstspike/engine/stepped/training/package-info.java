/** Networks of neurons that fire many times as they are trained by gradients. */
package io.firstspike.engine.stepped.training;
