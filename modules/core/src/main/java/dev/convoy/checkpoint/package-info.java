/**
 * What leaves the process: safetensors in PyTorch's names and orders, checkpoints, and the run
 * directory. Everything goes through Hadoop's FileSystem.
 */
package dev.convoy.checkpoint;
