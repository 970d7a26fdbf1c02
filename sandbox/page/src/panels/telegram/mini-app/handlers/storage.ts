import { type EventData, type Handlers, type Host, stringIn } from '../host.ts';

// [Mini Apps: CloudStorage] limits per person and bot
const maxKeys = 1024;
const maxValueLength = 4096;
const validKey = /^[A-Za-z0-9_-]{1,128}$/;

class MethodError extends Error {}

const keyIn = (params: EventData): string => {
  const key = stringIn(params, 'key');
  if (!key || !validKey.test(key)) throw new MethodError('KEY_INVALID');
  return key;
};

const keysIn = (params: EventData): string[] => {
  const { keys } = params;
  if (
    !Array.isArray(keys) ||
    !keys.every((key): key is string => typeof key === 'string' && validKey.test(key))
  ) {
    throw new MethodError('KEYS_INVALID');
  }
  return keys;
};

const methods: Readonly<Record<string, (params: EventData, host: Host) => unknown>> = {
  saveStorageValue: (params, { cloud }) => {
    const key = keyIn(params);
    const value = stringIn(params, 'value');
    if (value === undefined || value.length > maxValueLength) throw new MethodError('VALUE_INVALID');
    if (cloud.get(key) === undefined && cloud.keys().length >= maxKeys)
      throw new MethodError('QUOTA_EXCEEDED');
    cloud.set(key, value);
    return true;
  },
  getStorageValues: (params, { cloud }) =>
    Object.fromEntries(keysIn(params).map((key) => [key, cloud.get(key) ?? ''])),
  deleteStorageValues: (params, { cloud }) => {
    for (const key of keysIn(params)) cloud.remove(key);
    return true;
  },
  getStorageKeys: (_params, { cloud }) => cloud.keys(),
  /** The SDK asks for it after `phone_requested`. */
  getRequestedContact: (_params, { requestedContact }) => requestedContact(),
};

const invoke = async (data: EventData, host: Host): Promise<{ result: unknown } | { error: string }> => {
  const method = stringIn(data, 'method') ?? '';
  try {
    if (!Object.hasOwn(methods, method)) throw new MethodError('METHOD_INVALID');
    return { result: await methods[method]?.((data.params ?? {}) as EventData, host) };
  } catch (error) {
    if (error instanceof MethodError) return { error: error.message };
    throw error;
  }
};

/** CloudStorage (custom methods), DeviceStorage; no secure storage on a desk. */
export const storageHandlers: Handlers = {
  web_app_invoke_custom_method: async (data, host) =>
    host.post('custom_method_invoked', { req_id: data.req_id, ...(await invoke(data, host)) }),
  web_app_device_storage_save_key: (data, host) => {
    const key = stringIn(data, 'key');
    const value = stringIn(data, 'value');
    if (!key) return host.post('device_storage_failed', { req_id: data.req_id, error: 'KEY_INVALID' });
    if (value === undefined) host.device.remove(key);
    else host.device.set(key, value);
    host.post('device_storage_key_saved', { req_id: data.req_id });
  },
  web_app_device_storage_get_key: (data, host) =>
    host.post('device_storage_key_received', {
      req_id: data.req_id,
      value: host.device.get(stringIn(data, 'key') ?? '') ?? null,
    }),
  web_app_device_storage_clear: (data, host) => {
    host.device.clear();
    host.post('device_storage_cleared', { req_id: data.req_id });
  },
};
