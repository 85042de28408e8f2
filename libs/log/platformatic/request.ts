import { type API, type Base, type Broker, type Connection, type ConnectionPool, kGetApi, kGetConnection } from '@platformatic/kafka';

/** The newest version of a Kafka API that client and broker share. */
export function getApi<Args extends unknown[], Response>(client: Base, name: string): Promise<API<Args, Response>> {
  return new Promise((resolve, reject) => {
    client[kGetApi]<Args, Response>(name, (error, api) => {
      if (error || !api) reject(error ?? new Error(`no version of ${name} is shared with the broker`));
      else resolve(api);
    });
  });
}

/** The client's own connection to a broker, the one that its group requests travel on. */
export function getConnection(client: Base, broker: Broker): Promise<Connection> {
  return new Promise((resolve, reject) => {
    client[kGetConnection](broker, (error, connection) => {
      if (error || !connection) reject(error ?? new Error(`no connection to ${broker.host}:${broker.port}`));
      else resolve(connection);
    });
  });
}

/** One request of API `api` over a connection of `pool`. */
export async function requestOver<Args extends unknown[], Response>(
  pool: ConnectionPool,
  broker: Broker,
  api: API<Args, Response>,
  args: Args,
): Promise<Response> {
  const connection = await pool.get(broker);
  return api.async(connection, ...args);
}
