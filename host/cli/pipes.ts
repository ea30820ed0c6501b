const EXIT_BROKEN_PIPE = 141;

/** Whoever reads our output has had enough (`| head`): that is no error, and there is nothing more to do. */
export function endWithReader(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(EXIT_BROKEN_PIPE);
      throw error;
    });
  }
}
