/** An answer of the engine that is an error: the HTTP status and the text of `{"message":...}`. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

export const notFound = (message: string) => new ApiError(404, message);
export const invalid = (message: string) => new ApiError(400, message);
export const conflict = (message: string) => new ApiError(409, message);
export const forbidden = (message: string) => new ApiError(403, message);
export const failure = (message: string) => new ApiError(500, message);
export const noSuchContainer = (name: string) => notFound(`No such container: ${name}`);
