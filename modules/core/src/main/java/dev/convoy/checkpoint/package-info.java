/**
 * What leaves the process: safetensors in PyTorch's names and orders, checkpoints, and the run
 * directory.
 */
package dev.convoy.checkpoint;
